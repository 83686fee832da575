// A task's network and prepared examples as the training loop takes them.
import { type Batch, batchIndices, type Objective } from '@dg-sct/training';
import type { PreparedSplit } from './prepare/dataset.ts';
import { readAhead } from './read-ahead.ts';
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
  /** Batches that are read while one is used, and kept in memory; default 2. */
  readonly ahead?: number;
}

/** One more than is used at a time, so that a slow read does not hold a step up. */
const READ_AHEAD = 2;

/** Batches of a split, some read from disk while the last one is used. */
export function batchesOf(task: Task, split: PreparedSplit, order: BatchOrder): AsyncGenerator<Batch> {
  const { batchSize, seed, epoch, start = 0, ahead = READ_AHEAD } = order;
  const place = epoch === undefined ? { seed } : { seed, epoch };
  const shuffle = epoch === undefined ? {} : { shuffle: { seed, epoch } };
  const groups = batchIndices({ count: split.size, batchSize, ...shuffle }).slice(start);
  return readAhead(groups, (group) => task.batch(split, group, place), ahead);
}
