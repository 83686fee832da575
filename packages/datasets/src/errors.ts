// The one error class of this package.
import { readable } from '@dg-sct/checkpoint';

export type DatasetErrorCode =
  | 'DATASET_FILE'
  | 'DATASET_ROW'
  | 'DATASET_SPLIT'
  | 'CACHE_MISSING'
  | 'CACHE_OPTIONS'
  | 'CACHE_CORRUPT'
  | 'CACHE_ENTRY'
  | 'CACHE_WRITE';

/** What was given, what was expected and what to do; `file` and `line` (from 1) where they are known. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly code: DatasetErrorCode;
  readonly file?: string;
  readonly line?: number;

  constructor(
    code: DatasetErrorCode,
    message: string,
    details: { readonly file?: string; readonly line?: number; readonly cause?: unknown } = {},
  ) {
    super(readable(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    if (details.file !== undefined) this.file = details.file;
    if (details.line !== undefined) this.line = details.line;
  }
}
