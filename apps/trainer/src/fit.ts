// Trains the network of a config into a run folder, with progress for a person.
import { Adam, AdamW, type Optimizer, type Parameter, stepLr } from '@dg-sct/nn';
import { type Accumulation, manifestHash, type TrainResult, train } from '@dg-sct/training';
import type { Config } from './config/schema.ts';
import type { CommandIo } from './io.ts';
import { keepFeatures } from './kept-features.ts';
import { buildNetwork } from './network.ts';
import { batchesOf, objectiveOf } from './objective.ts';
import { openPrepared, type PreparedSplit } from './prepare/dataset.ts';
import { createRun, isResumable } from './run.ts';
import { taskOf } from './tasks/registry.ts';
import type { TaskNetwork } from './tasks/task.ts';
import { reportTraining } from './training-progress.ts';

export interface FitRequest {
  readonly config: Config;
  /** Folder of the run. */
  readonly out: string;
  /** Goes on with the run that is in `out`. */
  readonly resume: boolean;
  /** Begins the progress lines. */
  readonly label: string;
  /** Trains on so many clips, and measures on the same. */
  readonly overfit?: number | undefined;
  readonly maxSteps?: number | undefined;
  readonly maxMinutes?: number | undefined;
  /** Newest checkpoints that stay; default 1. */
  readonly keep?: number;
  /** How often an epoch is saved before its end; default never. */
  readonly saveMinutes?: number;
}

export interface FitResult extends TrainResult {
  readonly trainableParameters: number;
}

/** Trains and saves. An interrupted run is saved too, and comes back with status `interrupted`. */
export async function fit(request: FitRequest, io: CommandIo): Promise<FitResult> {
  const { config, out, resume, label, overfit, maxSteps, maxMinutes, keep = 1, saveMinutes } = request;
  const { training } = config;
  const { batchSize, seed } = training;
  // A step takes several batches at once, and so many are read while it runs.
  const ahead = training.accumulation + 1;
  const task = await taskOf(config.task);
  const opened = await openSplits(config, overfit, io);
  const card = { config, classes: opened.clips.classes };
  const goesOn = resume && (await isResumable(out, card));
  const { network, clips, selection } = await prepared(config, opened, goesOn, io);
  await createRun(out, card);
  const parameters = network.trainableParameters();
  try {
    const result = await train({
      objective: objectiveOf(task, network),
      optimizer: optimizerOf(config, parameters),
      schedule: stepLr({
        learningRate: training.learningRate,
        gamma: training.decay,
        every: training.decayEpochs,
      }),
      batches: ({ epoch, start }) =>
        batchesOf(task, clips, { batchSize, seed, epoch, start, ahead, colourJitter: training.colourJitter }),
      validation: () => batchesOf(task, selection, { batchSize, seed }),
      monitor: training.selectBy,
      epochs: training.epochs,
      seed,
      accumulation: accumulationOf(config),
      ...(training.clipNorm === undefined ? {} : { clipNorm: training.clipNorm }),
      patience: training.earlyStop,
      tiesImprove: training.tiesImprove,
      out,
      keep,
      metrics: true,
      ...(saveMinutes === undefined ? {} : { saveEvery: { minutes: saveMinutes } }),
      ...(maxSteps === undefined ? {} : { maxSteps }),
      ...(maxMinutes === undefined ? {} : { maxMinutes }),
      ...(goesOn ? { resume: out } : {}),
      config,
      data: manifestHash([...clips.classes, ...clips.examples.map(({ name }) => name)]),
      signal: io.signal,
      onEvent: reportTraining(label, Math.ceil(clips.size / batchSize), training.selectBy, io),
    });
    const trainableParameters = [...parameters.values()].reduce((sum, { size }) => sum + size, 0);
    return { ...result, trainableParameters };
  } finally {
    network.dispose();
  }
}

export interface Splits {
  readonly clips: PreparedSplit;
  readonly selection: PreparedSplit;
}

/** The network as training finds it, and the splits as it takes them. */
export async function prepared(
  config: Config,
  splits: Splits,
  goesOn: boolean,
  io: CommandIo,
): Promise<Splits & { readonly network: TaskNetwork }> {
  const network = await buildNetwork(config, splits.clips.classes);
  if (!goesOn) await (await taskOf(config.task)).begin?.(network, config);
  if (!config.training.keepFeatures) return { ...splits, network };
  const { clips, selection } = splits;
  try {
    const { network: rest, features } = await keepFeatures(network, config, [clips, selection], io);
    return { network: rest, clips: clips.holding(features), selection: selection.holding(features) };
  } finally {
    network.dispose();
  }
}

/**
 * What is trained on, and what chooses the best epoch: the same few clips where `overfit` says how many, of the
 * training split if it can be measured.
 */
export async function openSplits(
  config: Config,
  overfit: number | undefined,
  io: CommandIo,
): Promise<Splits> {
  const { selectOn } = config.training;
  if (overfit === undefined) {
    return {
      clips: await openPrepared(config, 'train', io),
      selection: await openPrepared(config, selectOn, io),
    };
  }
  const { weak = false } = await taskOf(config.task);
  const few = (await openPrepared(config, weak ? selectOn : 'train', io)).first(overfit);
  return { clips: few, selection: few };
}

export function optimizerOf({ training }: Config, parameters: ReadonlyMap<string, Parameter>): Optimizer {
  const { weightDecay } = training;
  return weightDecay > 0 ? new AdamW(parameters, { weightDecay }) : new Adam(parameters);
}

export const accumulationOf = ({ training }: Config): Accumulation => ({
  batches: training.accumulation,
  mode: training.accumulationMode === 'mean' ? 'mean' : 'last-batch',
});
