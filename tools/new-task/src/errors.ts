// The one error of this package.

export type NewTaskErrorCode = 'USAGE' | 'BAD_NAME' | 'EXISTS' | 'NOT_FORMATTED';

/** Its message is one sentence: what is wrong, and what to do. */
export class NewTaskError extends Error {
  override readonly name = 'NewTaskError';
  readonly code: NewTaskErrorCode;

  constructor(code: NewTaskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
