// The error type of this package.

export type AveErrorCode = 'BAD_OPTION';

export class AveError extends Error {
  readonly code: AveErrorCode;

  constructor(code: AveErrorCode, message: string) {
    super(message);
    this.name = 'AveError';
    this.code = code;
  }
}
