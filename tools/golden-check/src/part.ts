// What one part brings to the checker: for each kind of entry that its manifests hold, how to tell it and how to
// compute and compare what the entry's file stores. Running, counting and printing are not its business.
import type { GoldenEntry, GoldenReport, Scope } from '@dg-sct/goldens';

export interface EntryKind {
  /** In a few words, for the reader of a report: `window attention`. */
  readonly what: string;
  readonly scope: Scope;
  /**
   * Whether the entry is of this kind, told by what it says of itself (config, inputs, tensors, recipes). Its name
   * says nothing: in another folder the same kind has another name.
   */
  readonly fits: (entry: GoldenEntry) => boolean;
  /**
   * Builds what `report.file` describes, with sizes from its config, runs it on the current tfjs backend and compares
   * every stored tensor; one that is left out fails the file. Variables need no disposal.
   */
  readonly check: (report: GoldenReport) => Promise<void>;
}

export interface PartAdaptor {
  /** As manifests name it. */
  readonly part: string;
  /** The first that fits an entry checks it. */
  readonly kinds: readonly EntryKind[];
}

/** Thrown by a check whose file stands on data that are not distributed with it: the file is skipped, not failed. */
export class MissingDataError extends Error {
  override readonly name = 'MissingDataError';
  readonly code = 'MISSING_DATA';
}
