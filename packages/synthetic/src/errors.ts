// The one error class of this package.

export type SyntheticErrorCode =
  | 'SYNTHETIC_OPTION'
  | 'SYNTHETIC_ASSET'
  | 'SYNTHETIC_OCCUPIED'
  | 'SYNTHETIC_WRITE'
  | 'SYNTHETIC_RENDER';

/** What was given, what was expected and what to do, in one sentence. */
export class SyntheticError extends Error {
  override readonly name = 'SyntheticError';

  constructor(
    readonly code: SyntheticErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
