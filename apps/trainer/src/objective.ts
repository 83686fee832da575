// A task's network and prepared examples as the training loop takes them.
import { deriveSeed } from '@dg-sct/nn';
import { type Batch, batchIndices, type Objective } from '@dg-sct/training';
import type { PreparedSplit } from './prepare/dataset.ts';
import { readAhead } from './read-ahead.ts';
import { type JitterPlace, jitterColours } from './tasks/colour-jitter.ts';
import type { Task, TaskNetwork } from './tasks/task.ts';

export function objectiveOf(task: Task, network: TaskNetwork): Objective {
  const { head } = network;
  return {
    network,
    forward: (inputs, context) => task.forward(network, inputs, context),
    loss: (outputs, targets) => head.loss(outputs, targets),
    metric: () => head.metric(),
  };
}

export interface BatchOrder {
  readonly batchSize: number;
  readonly seed: number;
  /** Shuffles, another way in each epoch; in the split's order unless given. */
  readonly epoch?: number;
  /** Index of the first batch; default 0. */
  readonly start?: number;
  /** How far colours change where there is an epoch; default 0. */
  readonly colourJitter?: number;
  /** Batches that are read while one is used, and kept in memory; default 2. */
  readonly ahead?: number;
}

/** One more than is used at a time, so that a slow read does not hold a step up. */
const READ_AHEAD = 2;

/** Batches of a split, some read from disk while the last one is used. */
export function batchesOf(task: Task, split: PreparedSplit, order: BatchOrder): AsyncGenerator<Batch> {
  const { batchSize, seed, epoch, start = 0, ahead = READ_AHEAD, colourJitter = 0 } = order;
  const place = epoch === undefined ? { seed } : { seed, epoch };
  const shuffle = epoch === undefined ? {} : { shuffle: { seed, epoch } };
  const groups = batchIndices({ count: split.size, batchSize, ...shuffle }).slice(start);
  const read = async (indices: readonly number[]): Promise<Batch> => {
    const batch = await task.batch(split, indices, place);
    if (epoch === undefined || colourJitter === 0) return batch;
    return inOtherColours(batch, { strength: colourJitter, seed, epoch, indices });
  };
  return readAhead(groups, read, ahead);
}

/** Pictures of other clips that come with them change too, or the change would tell them apart. */
function inOtherColours(batch: Batch, place: JitterPlace): Batch {
  const { frames, negatives, ...inputs } = batch.inputs;
  const apart = { ...place, seed: deriveSeed(place.seed, 'negatives') };
  return {
    ...batch,
    inputs: {
      ...inputs,
      ...(frames && { frames: jitterColours(frames, place) }),
      ...(negatives && { negatives: jitterColours(negatives, apart) }),
    },
  };
}
