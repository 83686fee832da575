// The one error class of the bench.

export type BenchErrorCode =
  /** The command line, or an option of a call. */
  | 'USAGE'
  /** A contestant's process ended or said something else than it should. */
  | 'CONTESTANT_FAILED'
  /** Contestants computed different numbers, so their times compare nothing. */
  | 'DISAGREEMENT'
  /** A report that cannot be written. */
  | 'FILE';

export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One sentence of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
