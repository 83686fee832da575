// The one error of this package.

export type FromWheelErrorCode =
  | 'USAGE'
  | 'UNSUPPORTED_MACHINE'
  | 'NO_TENSORFLOW'
  | 'BAD_WHEEL'
  | 'NO_COMPILER'
  | 'NO_PACKAGE'
  | 'NOT_COMPILED'
  | 'NOT_LOADED';

/** Its message is one sentence: what is missing, and what to do. */
export class FromWheelError extends Error {
  override readonly name = 'FromWheelError';
  readonly code: FromWheelErrorCode;

  constructor(code: FromWheelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
