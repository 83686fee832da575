// Several batches to one optimizer step.
import { TrainingError } from './errors.ts';

export interface Accumulation {
  /** Batches to one optimizer step; the last group of an epoch may have fewer. */
  readonly batches: number;
  /**
   * `mean`: the step follows the mean gradient over the clips of all its batches.
   * `last-batch`: only the last batch has gradients, the others merely pass through in training mode. This is what the
   * published AVE recipe does, which clears the gradients before every batch (spec: task-ave section 5, quirk 1).
   */
  readonly mode: 'mean' | 'last-batch';
}

export const NO_ACCUMULATION: Accumulation = { batches: 1, mode: 'mean' };

/** Consecutive groups of `size` items, the last one shorter if need be. */
export async function* groupsOf<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  if (!Number.isInteger(size) || size < 1) {
    throw new TrainingError(
      'BAD_OPTION',
      `${size} batches to a step were asked for; it takes a whole number above 0`,
    );
  }
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
