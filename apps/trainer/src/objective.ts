// A task's network and prepared examples as the training loop takes them.
import { type Batch, batchIndices, type Objective } from '@dg-sct/training';
import type { PreparedSplit } from './prepare/dataset.ts';
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
}

/** Batches of a split, the next one read from disk while the last one is used. */
export async function* batchesOf(task: Task, split: PreparedSplit, order: BatchOrder): AsyncGenerator<Batch> {
  const { batchSize, seed, epoch, start = 0 } = order;
  const place = epoch === undefined ? { seed } : { seed, epoch };
  const shuffle = epoch === undefined ? {} : { shuffle: { seed, epoch } };
  const groups = batchIndices({ count: split.size, batchSize, ...shuffle }).slice(start);
  const read = (group: readonly number[] | undefined): Promise<Batch> | undefined =>
    group && task.batch(split, group, place);
  let next = read(groups[0]);
  for (const index of groups.keys()) {
    const batch = await next;
    next = read(groups[index + 1]);
    // A failure is reported where the batch is awaited.
    next?.catch(() => {});
    if (batch !== undefined) yield batch;
  }
}
