// What a task's data set is to this program: examples, and the clips that their tensors are made from. Free of
// TensorFlow.js, so that preparing needs none.
import type { Material } from '../prepare/material.ts';

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** What of a clip is not there, as a sentence that may follow a colon. */
export interface Absence {
  readonly kind: 'absent';
  readonly reason: string;
}

/** Pictures and sound, prepared once for all examples that speak of them. */
export interface Clip {
  /** Its own in the split. */
  readonly key: string;
  /** What its tensors may be called in the cache; those of another material are other tensors. */
  readonly ids: readonly string[];
  readonly material: Material | Absence;
}

/** What is trained on and measured: a clip with what is known of it, or a question about one. */
export interface Example {
  /** Names it in messages. */
  readonly name: string;
  readonly clip: Clip;
}

interface SplitData<E extends Example = Example> {
  /** Names of the classes, or answers, in the order of their index; empty where a task has none. */
  readonly classes: readonly string[];
  /** In the order of the data set's file, whether the clips are there or not. */
  readonly examples: readonly E[];
  /** Whose clips these are, where they are another split's; their tensors lie with that split's. */
  readonly clipsFrom?: Split;
}

/** Reads the files that say what is in a split of the data set in `dir`. @throws {DatasetError} */
export type ReadSplit<Config, E extends Example> = (
  dir: string,
  split: Split,
  config: Config,
) => SplitData<E>;
