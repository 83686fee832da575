// The error type of this package.

export type AvsErrorCode = 'BAD_OPTION' | 'BAD_INPUT';

export class AvsError extends Error {
  readonly code: AvsErrorCode;

  constructor(code: AvsErrorCode, message: string) {
    super(message);
    this.name = 'AvsError';
    this.code = code;
  }
}
