// Trains the network of a config into a run folder, with progress for a person.
import { Adam, AdamW, stepLr } from '@dg-sct/nn';
import { manifestHash, type TrainResult, train } from '@dg-sct/training';
import type { Config } from './config/schema.ts';
import type { CommandIo } from './io.ts';
import { buildNetwork } from './network.ts';
import { batchesOf, objectiveOf } from './objective.ts';
import { openPrepared } from './prepare/dataset.ts';
import { createRun, isResumable } from './run.ts';
import { taskOf } from './tasks/registry.ts';
import { reportTraining } from './training-progress.ts';

export interface FitRequest {
  readonly config: Config;
  /** Folder of the run. */
  readonly out: string;
  /** Goes on with the run that is in `out`. */
  readonly resume: boolean;
  /** Begins the progress lines. */
  readonly label: string;
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
  const { config, out, resume, label, maxSteps, maxMinutes, keep = 1, saveMinutes } = request;
  const { training } = config;
  const { batchSize, seed } = training;
  const task = await taskOf(config.task);
  const clips = await openPrepared(config, 'train', io);
  const selection = await openPrepared(config, training.selectOn, io);
  const card = { config, classes: clips.classes };
  const goesOn = resume && (await isResumable(out, card));
  const network = await buildNetwork(config, clips.classes);
  await createRun(out, card);
  const parameters = network.trainableParameters();
  const options = { weightDecay: training.weightDecay };
  try {
    const result = await train({
      objective: objectiveOf(task, network),
      optimizer: training.weightDecay > 0 ? new AdamW(parameters, options) : new Adam(parameters),
      schedule: stepLr({
        learningRate: training.learningRate,
        gamma: training.decay,
        every: training.decayEpochs,
      }),
      batches: ({ epoch, start }) => batchesOf(task, clips, { batchSize, seed, epoch, start }),
      validation: () => batchesOf(task, selection, { batchSize, seed }),
      monitor: training.selectBy,
      epochs: training.epochs,
      seed,
      accumulation: {
        batches: training.accumulation,
        mode: training.accumulationMode === 'mean' ? 'mean' : 'last-batch',
      },
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
