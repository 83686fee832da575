// An iteration whose first item is asked for before anybody wants it.

/** The same items in the same order; to be gone through once, or ended by `return()`. */
export function begun<Item>(items: AsyncIterable<Item>): AsyncIterableIterator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Item>> | undefined = iterator.next();
  // A failure is thrown where the item would come, and never if nobody comes for it.
  first.catch(() => {});
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const result = first ?? iterator.next();
      first = undefined;
      return result;
    },
    async return() {
      await first?.catch(() => {});
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}
