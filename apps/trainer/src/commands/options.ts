// What each command is given: the options of the command line, parsed. Types only.

import type { Precision } from '@dg-sct/tfjs-onnxruntime';
import type { Backend } from '../backend/names.ts';
import type { TaskName } from '../tasks/names.ts';
import type { SynthTask } from './synth-tasks.ts';

export interface CommonOptions {
  readonly quiet?: boolean;
}

/** What models are computed on. */
interface BackendOptions extends CommonOptions {
  /** Default `onnxruntime`. */
  readonly backend?: Backend;
}

/** What products of frozen weights are computed in. */
interface PrecisionOptions extends BackendOptions {
  /** Default `float32`. */
  readonly precision?: Precision;
}

/** Where a config comes from and what changes in it. */
interface ConfigOptions extends CommonOptions {
  /** Name of a preset, or a YAML file. */
  readonly config: string;
  /** `key.path=value`, in order. */
  readonly set: readonly string[];
}

export interface DataSynthOptions extends CommonOptions {
  readonly task: SynthTask;
  readonly out: string;
  readonly clips: number;
  /** Of the test split, where it is not what the others leave of `clips`. */
  readonly testClips?: number;
  readonly seed: number;
  /** Length of a clip, where the task leaves it open. */
  readonly seconds?: number;
  /** Questions of each type about a clip, at most, where there are questions. */
  readonly questions?: number;
  readonly workers?: number;
}

export interface DataPrepareOptions extends ConfigOptions {
  readonly data?: string;
  readonly cache?: string;
  readonly workers?: number;
}

export interface PretrainOptions extends CommonOptions {
  readonly encoder: 'swin-v2' | 'htsat';
  readonly out: string;
  readonly steps?: number;
  readonly seed: number;
}

export interface TrainOptions extends ConfigOptions, BackendOptions {
  readonly data?: string;
  /** Folder of the run; a new one below `runs/` unless given. */
  readonly out?: string;
  readonly epochs?: number;
  readonly seed?: number;
  readonly resume?: boolean;
  /** Says what the run would take, and begins none. */
  readonly dryRun?: boolean;
  /** Trains on so many clips, and measures on the same. */
  readonly overfit?: number;
  readonly maxSteps?: number;
  readonly maxMinutes?: number;
  /** Newest checkpoints that stay. */
  readonly keep: number;
  readonly saveMinutes: number;
}

export interface SweepOptions extends ConfigOptions, BackendOptions {
  readonly data?: string;
  /** Folder of the runs, a folder `seed-N` each. */
  readonly out: string;
  readonly seeds: number;
  readonly epochs?: number;
}

export interface ReportOptions extends BackendOptions {
  /** Folder of the run; the newest below `runs/` unless given. */
  readonly run?: string;
  readonly data?: string;
  readonly split: 'train' | 'val' | 'test';
}

export interface EvalOptions extends PrecisionOptions {
  readonly task: TaskName;
  /** Folder of a run... */
  readonly run?: string;
  /** ...or a checkpoint of the whole network, which `config` says how to build. */
  readonly weights?: string;
  readonly config?: string;
  readonly set: readonly string[];
  readonly data?: string;
  readonly split: 'train' | 'val' | 'test';
}

export interface PredictOptions extends PrecisionOptions {
  readonly video: string;
  /** Folder of a run; the newest below `runs/` unless given. */
  readonly run?: string;
  readonly json?: boolean;
  /** HTML file to write. */
  readonly report?: string;
  /** What is asked about the video, for tasks that answer questions. */
  readonly question?: string;
  /** Folder for what a task writes beside it. */
  readonly out?: string;
}

export interface InspectOptions extends CommonOptions {
  /** Of any format and in anyone's names. */
  readonly file: string;
  readonly json?: boolean;
  /** Full names of what a pickle refers to beside tensors. */
  readonly ignoreGlobals?: readonly string[];
}

export interface ConvertOptions extends CommonOptions {
  readonly input: string;
  readonly output: string;
  /** A kind of model, or one published member of it. */
  readonly as?: string;
  readonly force?: boolean;
  readonly ignoreGlobals?: readonly string[];
}

export interface ExportCommandOptions extends CommonOptions {
  /** File to write. */
  readonly output: string;
  /** Folder of a run; the newest below `runs/` unless given. */
  readonly run?: string;
  /** Replace the file. */
  readonly force?: boolean;
}

export interface DoctorOptions extends CommonOptions {
  readonly json?: boolean;
}

export interface DemoTasksOptions extends CommonOptions {
  readonly out: string;
  /** Tasks; all unless given. */
  readonly only?: readonly string[];
  /** Rendered for each task, instead of the demo's own numbers. */
  readonly clips?: number;
  readonly testClips: number;
  readonly seed: number;
  readonly epochs?: number;
  readonly set: readonly string[];
}

export interface DemoOptions extends CommonOptions {
  readonly out: string;
  readonly clips: number;
  readonly testClips: number;
  readonly seed: number;
  readonly epochs?: number;
  readonly set: readonly string[];
}
