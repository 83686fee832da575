// The one error class of this package. A message is a full sentence that names the file and the cause;
// `code` is for programs.
import type { MatchReport } from './match-report.ts';

export type CheckpointErrorCode =
  | 'file-not-found'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'disk-full'
  | 'file-truncated'
  | 'header-invalid'
  | 'tensor-not-found'
  | 'tensor-invalid'
  | 'tensor-too-large'
  | 'rename-collision'
  | 'state-dict-mismatch';

interface CheckpointErrorDetails {
  readonly path?: string | undefined;
  readonly report?: MatchReport;
  readonly cause?: unknown;
}

/** Thrown by everything in this package; `report` is present for `state-dict-mismatch`. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code: CheckpointErrorCode;
  readonly path?: string;
  readonly report?: MatchReport;

  constructor(code: CheckpointErrorCode, message: string, details: CheckpointErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    if (details.path !== undefined) this.path = details.path;
    if (details.report !== undefined) this.report = details.report;
  }
}
