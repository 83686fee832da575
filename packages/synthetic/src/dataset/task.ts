// What a task says about its data set, so that the rest is the same for all:
// folders, rendering, going on after an interruption, the manifest.
import type { ClipOptions } from '../clip-options.ts';
import type { RenderJob } from '../render-pool.ts';
import type { ClipCounts, Split } from './splits.ts';

/** A data set that can be rendered; `Facts` are numbers about it that only its task has. */
export interface SyntheticTask<Options extends ClipOptions, Facts> {
  /** As on the command line: `ave`. */
  readonly name: string;
  readonly defaults: Options;
  /**
   * Plans everything; renders and writes nothing.
   * @throws {SyntheticError} SYNTHETIC_OPTION for options that cannot be met.
   */
  plan(request: PlanRequest<Options>): PlannedDataset<Facts>;
}

export interface PlanRequest<Options> extends ClipCounts {
  readonly seed: number;
  readonly options: Options;
}

/** All that a data set will hold. */
export interface PlannedDataset<Facts> {
  /** What to render; paths are relative to the data set's folder, names start with the video's id. */
  readonly jobs: readonly RenderJob[];
  /** Text files of the published layout by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Makes files of all clips' own ones, once these are there. @throws {SyntheticError} SYNTHETIC_WRITE. */
  readonly finish?: (out: string) => Promise<void>;
  /** What happens in every clip, for the manifest; plain JSON. */
  readonly clips: readonly object[];
  readonly classes: number;
  readonly splits: Readonly<Record<Split, number>>;
  readonly facts: Facts;
}
