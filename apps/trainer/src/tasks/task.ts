// What a task is to this program: how its network is put together, what a batch holds, and what is told of answers.
// Everything else (preparing, the loop, run folders, commands) is the same for all.
import type { ModelNames } from '@dg-sct/checkpoint';
import type { BlockwiseEncoder, DualEncoder } from '@dg-sct/dg-sct-attention';
import type { Htsat } from '@dg-sct/encoder-htsat';
import type { SwinV2 } from '@dg-sct/encoder-swin-v2';
import type { MediaReader, Picture } from '@dg-sct/media';
import type { Context, Module } from '@dg-sct/nn';
import type { HostArrays, Outputs, TaskHead } from '@dg-sct/task';
import type { Batch, Tensors } from '@dg-sct/training';
import type { PredictOptions } from '../commands/options.ts';
import type { BaseConfig } from '../config/sections.ts';
import type { ClipFunction } from '../export/clip-function.ts';
import type { CommandIo } from '../io.ts';
import type { PreparedSplit } from '../prepare/dataset.ts';
import type { Tensors as ClipTensors } from '../prepare/material.ts';
import type { ConfusionMatrix } from './confusion.ts';
import type { Example } from './data.ts';

interface Encoders {
  readonly visual: BlockwiseEncoder;
  readonly audio: BlockwiseEncoder;
}

/** Those of a config, which a network has but for one that trains on kept features. */
export interface WholeEncoders extends Encoders {
  readonly visual: SwinV2;
  readonly audio: Htsat;
}

/** A whole network of a task. */
export interface TaskNetwork extends Module {
  readonly encoder: DualEncoder;
  readonly head: TaskHead<unknown, never>;
}

/** The place of a batch, for what is drawn at random. */
export interface BatchPlace {
  /** Undefined in evaluation, which draws the same each time. */
  readonly epoch?: number;
  readonly seed: number;
}

/** What was measured on a split. */
export interface Measurement {
  /** The number that stands for all, in percent; `name` as the metric calls it. */
  readonly score: { readonly name: string; readonly value: number };
  /** Finer numbers in percent, in the order shown; `count` says of how many, `unit` of what. */
  readonly rows: readonly MeasuredRow[];
  /** Of each class, where `rows` are other numbers; `told` says what they are. */
  readonly byClass?: { readonly told: string; readonly rows: readonly MeasuredRow[] };
  /** What was answered in place of what; one for each thing that is asked of an example. */
  readonly confusions: readonly ConfusionMatrix[];
  /** A sentence about the score, such as `accuracy on test: 62.88 % of 800 seconds`; `split` names the split. */
  summary(split: string): string;
}

interface MeasuredRow {
  readonly name: string;
  readonly percent: number;
  readonly count: number;
  readonly unit: string;
}

/** Collects what a network answers on a split. */
export interface Tally {
  add(outputs: HostArrays, batch: Batch): void;
  result(): Measurement;
}

/** One example with the network's answer, for a person to look at. */
export interface CaseView {
  /** Of its clip, of which there may be other cases. */
  readonly name: string;
  /** From 0, all wrong, to 1, all right. */
  readonly score: number;
  /** What was asked, where the task has questions. */
  readonly asked?: string;
  readonly answer: string;
  readonly truth: string;
  /** Rows of pictures, one picture for each segment. */
  readonly pictures: readonly { readonly label: string; readonly row: readonly Picture<Uint8Array>[] }[];
}

/** A trained network and what it was trained with. */
export interface TrainedNetwork<C extends BaseConfig = BaseConfig, N extends TaskNetwork = TaskNetwork> {
  readonly config: C;
  readonly classes: readonly string[];
  readonly network: N;
  /** Folder of the run; pages and pictures go below it. */
  readonly dir: string;
}

export interface PredictRequest<C extends BaseConfig, N extends TaskNetwork> {
  readonly run: TrainedNetwork<C, N>;
  readonly options: PredictOptions;
  readonly reader: MediaReader;
  readonly io: CommandIo;
}

export interface Task<
  C extends BaseConfig = BaseConfig,
  E extends Example = Example,
  N extends TaskNetwork = TaskNetwork,
> {
  /** Of published checkpoints of the whole network, and the preset that builds it; absent where none was published. */
  readonly published?: { readonly names: ModelNames; readonly preset: string };

  /** Its training split says what happens in a clip but not when, so that nothing can be measured on it. */
  readonly weak?: true;

  /** The network around two encoders. Values come later. */
  assemble(config: C, classes: readonly string[], encoders: Encoders): N;

  /** Values that layers begin with, beside the encoders' and those drawn; absent where there are none. */
  begin?(network: N, config: C): Promise<void>;

  /** Tensor operations only. */
  forward(network: N, inputs: Tensors, context: Context): Outputs;

  /** Examples of a split, by their index, with the clips one after the other. */
  batch(split: PreparedSplit<E>, indices: readonly number[], place: BatchPlace): Promise<Batch>;

  /** It is given the batches of `split` in their order. */
  tally(network: N, split: PreparedSplit<E>): Tally;

  /** What `outputs` say of the examples of a batch, whose prepared clips are `clips`. */
  cases(network: N, outputs: HostArrays, examples: readonly E[], clips: readonly ClipTensors[]): CaseView[];

  /** The score on `test` of whoever answers without looking or listening, as the examples of `train` suggest. */
  trivialScore(train: PreparedSplit<E>, test: PreparedSplit<E>): Promise<number>;

  /** The score of one who knows more than that and still neither looks nor listens, and who that is; not in every task. */
  stricterTrivial?(
    train: PreparedSplit<E>,
    test: PreparedSplit<E>,
  ): Promise<{ readonly name: string; readonly value: number }>;

  /** Whether a video is answered only together with a question, which `predict` is then given. */
  readonly asks?: boolean;

  /**
   * Answers a video: prints to standard output what was asked for, and writes what there is to look at.
   * @throws {MediaError} for a video that cannot be read, or without what the task needs.
   */
  predict(request: PredictRequest<C, N>): Promise<void>;

  /** Whether `predict` writes files beside its report, to the folder `options.out`. */
  readonly predictsFiles?: boolean;

  /** The network as one function of raw pictures and sound; absent where it is not one of these alone. */
  clipFunction?(network: N, config: C): ClipFunction;
}
