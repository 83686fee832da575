// The error type of this package.

export type AvqaErrorCode = 'BAD_INPUT' | 'BAD_QUESTION' | 'UNKNOWN_WORD' | 'UNKNOWN_ANSWER';

export class AvqaError extends Error {
  readonly code: AvqaErrorCode;

  constructor(code: AvqaErrorCode, message: string) {
    super(message);
    this.name = 'AvqaError';
    this.code = code;
  }
}
