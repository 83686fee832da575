// The error type of this package.

export type TemplateErrorCode = 'BAD_OPTION' | 'UNKNOWN_CLASS';

/** Its message is one sentence: what was given, what was expected, what to do. */
export class TemplateError extends Error {
  readonly code: TemplateErrorCode;

  constructor(code: TemplateErrorCode, message: string) {
    super(message);
    this.name = 'TemplateError';
    this.code = code;
  }
}
