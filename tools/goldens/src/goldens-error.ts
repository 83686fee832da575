// The one error class of this tool; messages are sentences for whoever reads a failed test.

export type GoldensErrorCode =
  | 'UNKNOWN_PART'
  | 'UNKNOWN_FILE'
  | 'UNKNOWN_TENSOR'
  | 'UNKNOWN_INPUT'
  | 'INPUT_IN_WORDS'
  | 'BAD_MANIFEST'
  | 'MISMATCH';

export class GoldensError extends Error {
  override readonly name = 'GoldensError';
  readonly code: GoldensErrorCode;

  constructor(code: GoldensErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
