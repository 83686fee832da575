// The error type of this package. Files that cannot be read or written give
// the checkpoint package's CheckpointError.

export type TrainingErrorCode =
  | 'NON_FINITE_LOSS'
  | 'NON_FINITE_WEIGHTS'
  | 'BAD_CHECKPOINT'
  | 'BAD_OBJECTIVE'
  | 'BAD_OPTION'
  | 'CANNOT_SAVE'
  | 'NO_BATCHES';

export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly code: TrainingErrorCode;
  /** Names of the clips in the batch that failed, for `NON_FINITE_LOSS`. */
  readonly clips: readonly string[];

  constructor(
    code: TrainingErrorCode,
    message: string,
    details: { readonly clips?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.clips = details.clips ?? [];
  }
}
