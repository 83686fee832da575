// Trains the network of a config into a run folder, with progress for a person.
import { join } from 'node:path';
import { Adam, AdamW, stepLr } from '@dg-sct/nn';
import { type TrainingEvent, type TrainResult, train } from '@dg-sct/training';
import type { Config } from './config/schema.ts';
import type { CommandIo } from './io.ts';
import { buildNetwork } from './network.ts';
import { batchesOf, objectiveOf } from './objective.ts';
import { openPrepared } from './prepare/dataset.ts';
import { createRun, isResumable } from './run.ts';
import { taskOf } from './tasks/registry.ts';

export interface FitRequest {
  readonly config: Config;
  /** Folder of the run. */
  readonly out: string;
  /** Goes on with the run that is in `out`. */
  readonly resume: boolean;
  /** Begins the progress lines. */
  readonly label: string;
}

export interface FitResult extends TrainResult {
  readonly trainableParameters: number;
}

/** Trains and saves. An interrupted run is saved too, and comes back with status `interrupted`. */
export async function fit({ config, out, resume, label }: FitRequest, io: CommandIo): Promise<FitResult> {
  const { training } = config;
  const { batchSize, seed } = training;
  // A step takes several batches at once, and so many are read while it runs.
  const ahead = training.accumulation + 1;
  const task = await taskOf(config.task);
  const clips = await openPrepared(config, 'train', io);
  const selection = await openPrepared(config, training.selectOn, io);
  const card = { config, classes: clips.classes };
  const goesOn = resume && (await isResumable(out, card));
  const network = await buildNetwork(config, clips.classes);
  if (!goesOn) await task.begin?.(network, config);
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
      batches: ({ epoch, start }) => batchesOf(task, clips, { batchSize, seed, epoch, start, ahead }),
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
      ...(goesOn ? { resume: join(out, 'last') } : {}),
      config,
      signal: io.signal,
      onEvent: reporter(label, Math.ceil(clips.size / batchSize), training.selectBy, io),
    });
    const trainableParameters = [...parameters.values()].reduce((sum, { size }) => sum + size, 0);
    return { ...result, trainableParameters };
  } finally {
    network.dispose();
  }
}

function reporter(
  label: string,
  perEpoch: number,
  monitor: string,
  { progress }: CommandIo,
): (event: TrainingEvent) => void {
  let phase = progress.phase(label);
  return (event) => {
    if (event.type === 'start')
      phase = progress.phase(label, event.epochs * perEpoch, event.epoch * perEpoch);
    if (event.type === 'step') {
      const loss = Object.values(event.losses).reduce((sum, term) => sum + term, 0);
      phase.update(event.epoch * perEpoch + event.batch, `epoch ${event.epoch + 1}, loss ${loss.toFixed(3)}`);
    }
    if (event.type === 'epoch') {
      const { record, improved } = event;
      const loss = Object.values(record.losses).reduce((sum, term) => sum + term, 0);
      const value = record.evaluation.metrics[monitor] ?? Number.NaN;
      progress.note(
        `${label}, epoch ${record.epoch + 1}: loss ${loss.toFixed(3)}, ${monitor} ${value.toFixed(1)} %${improved ? ', best so far' : ''}`,
      );
    }
  };
}
