// The error type of this package.

export type AvvpErrorCode = 'BAD_INPUT';

export class AvvpError extends Error {
  readonly code: AvvpErrorCode;

  constructor(code: AvvpErrorCode, message: string) {
    super(message);
    this.name = 'AvvpError';
    this.code = code;
  }
}
