// The one error class of this package. A message is a full sentence that names the file and the cause;
// `code` is for programs.
import type { MatchReport } from './match-report.ts';

export type CheckpointErrorCode =
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE'
  | 'DISK_FULL'
  | 'FILE_TRUNCATED'
  | 'HEADER_INVALID'
  | 'TENSOR_NOT_FOUND'
  | 'TENSOR_INVALID'
  | 'TENSOR_TOO_LARGE'
  | 'RENAME_COLLISION'
  | 'STATE_DICT_MISMATCH';

interface CheckpointErrorDetails {
  readonly path?: string | undefined;
  readonly report?: MatchReport;
  readonly cause?: unknown;
}

/** Thrown by everything in this package; `report` is present for `STATE_DICT_MISMATCH`. */
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
