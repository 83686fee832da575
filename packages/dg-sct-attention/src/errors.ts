// The error type of this package.

export type AttentionErrorCode = 'BAD_OPTION' | 'BAD_PAIRING' | 'BAD_INPUT';

export class AttentionError extends Error {
  readonly code: AttentionErrorCode;

  constructor(code: AttentionErrorCode, message: string) {
    super(message);
    this.name = 'AttentionError';
    this.code = code;
  }
}
