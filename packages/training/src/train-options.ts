// What `train` is given and what it gives back.
import type { Optimizer, Schedule } from '@dg-sct/nn';
import type { Accumulation } from './accumulation.ts';
import type { Batch } from './batch.ts';
import type { TrainingEvent } from './events.ts';
import type { Objective } from './objective.ts';
import type { SavedWeights } from './run-checkpoint.ts';
import type { EpochRecord } from './run-state.ts';

/** Where in the data a pass begins; both count from 0. */
export interface DataPosition {
  readonly epoch: number;
  /** Index of the first batch wanted; above 0 when a run resumes in the middle of an epoch. */
  readonly start: number;
}

export interface TrainOptions {
  readonly objective: Objective;
  /** Made for the network's trainable parameters. */
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /**
   * The batches of an epoch from `start` on. For an exact resume they depend on the position alone. An epoch's first batch
   * is read while the one before is evaluated.
   */
  readonly batches: (position: DataPosition) => AsyncIterable<Batch>;
  /** The evaluation set, after every epoch. */
  readonly validation: () => AsyncIterable<Batch>;
  /** Name of the metric that chooses the best epoch; higher is better. */
  readonly monitor: string;
  readonly epochs: number;
  /** Of the noise in dropout and stochastic depth. */
  readonly seed: number;
  readonly accumulation?: Accumulation;
  /** Largest joint norm of the gradients of a step; without it they are not clipped. */
  readonly clipNorm?: number;
  /** Stops after this many epochs in a row without improvement; without it all epochs are run. */
  readonly patience?: number;
  /** A value equal to the best so far counts as improvement, as in the published recipes; default false. */
  readonly tiesImprove?: boolean;
  /** Stops, saved and without an evaluation, once the run has taken so many optimizer steps, earlier ones included. */
  readonly maxSteps?: number;
  /** The same after so many minutes of this call; the step in progress ends, and so does an evaluation. */
  readonly maxMinutes?: number;
  /** Folder for the checkpoints `best` and `last`; without it nothing is saved. */
  readonly out?: string;
  /** How many of the newest checkpoints stay: `last`, and those before it as `step-00000120`. Default 1. */
  readonly keep?: number;
  /** Saves `last` within an epoch too, after so many steps or minutes; default only after each epoch. */
  readonly saveEvery?: { readonly steps?: number; readonly minutes?: number };
  /** Writes `metrics.jsonl` and an event file for TensorBoard into `out`; default false. */
  readonly metrics?: boolean;
  /** Checkpoint folder to continue from, or the folder of a run, whose newest valid checkpoint is then taken. */
  readonly resume?: string;
  /** Stands for the data, such as the `manifestHash` of the clips' names: a run is not resumed with other data. */
  readonly data?: string;
  /** Default `changed`. */
  readonly weights?: SavedWeights;
  /** JSON value that is kept in `state.json`. */
  readonly config?: unknown;
  /** The step in progress ends, the state is saved, and `train` returns `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
}

export interface TrainResult {
  readonly status: 'finished' | 'early-stopped' | 'interrupted' | 'max-steps' | 'max-minutes';
  /** Optimizer steps, those before a resume included. */
  readonly steps: number;
  /** Best epoch (from 0) and its value of the monitored metric; null before the first evaluation. */
  readonly best: { readonly epoch: number; readonly value: number } | null;
  readonly history: readonly EpochRecord[];
}
