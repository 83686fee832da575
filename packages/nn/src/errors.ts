// The error type of this package.

export type NnErrorCode = 'UNINITIALIZED' | 'BAD_SHAPE' | 'DUPLICATE_NAME' | 'BAD_ARGUMENT';

export class NnError extends Error {
  readonly code: NnErrorCode;

  constructor(code: NnErrorCode, message: string) {
    super(message);
    this.name = 'NnError';
    this.code = code;
  }
}
