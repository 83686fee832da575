// The one error class of this package. A message is a full sentence that names the file and the cause;
// `code` is for programs.
import type { MatchReport } from './match-report.ts';
import { readable } from './readable.ts';

export type CheckpointErrorCode =
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE'
  | 'DISK_FULL'
  | 'FILE_TRUNCATED'
  | 'FILE_DAMAGED'
  | 'FORMAT_UNSUPPORTED'
  | 'HEADER_INVALID'
  | 'INDEX_INVALID'
  | 'ARCHIVE_INVALID'
  | 'PICKLE_INVALID'
  | 'PICKLE_TOO_LARGE'
  | 'GLOBAL_REFUSED'
  | 'STATE_DICT_NOT_FOUND'
  | 'TENSOR_NOT_FOUND'
  | 'TENSOR_INVALID'
  | 'TENSOR_TOO_LARGE'
  | 'RENAME_COLLISION'
  | 'STATE_DICT_MISMATCH';

interface CheckpointErrorDetails {
  readonly path?: string | undefined;
  readonly report?: MatchReport;
  readonly globals?: readonly string[];
  readonly cause?: unknown;
}

/** Thrown by everything in this package; `report` comes with `STATE_DICT_MISMATCH`, `globals` with `GLOBAL_REFUSED`. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code: CheckpointErrorCode;
  readonly path?: string;
  readonly report?: MatchReport;
  /** Full names of the refused globals. */
  readonly globals?: readonly string[];

  constructor(code: CheckpointErrorCode, message: string, details: CheckpointErrorDetails = {}) {
    super(readable(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    if (details.path !== undefined) this.path = details.path;
    if (details.report !== undefined) this.report = details.report;
    if (details.globals !== undefined) this.globals = details.globals;
  }
}
