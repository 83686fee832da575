// Work that child processes do, several at once.

/** Does `action` with every item, with no more than `jobs` at a time. When one fails none is begun any more. */
export async function sideBySide<T>(
  jobs: number,
  items: readonly T[],
  action: (item: T) => Promise<void>,
): Promise<void> {
  const queue = inTurn(items);
  const job = async (): Promise<void> => {
    for (const item of queue) await action(item);
  };
  await Promise.all(Array.from({ length: jobs }, job));
}

/** Unlike an array's own iterator this one is over for everybody when a loop over it is left. */
function* inTurn<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

/** What `action` gives. Its end, or an interruption, which ends this process too, ends by the signal what it began. */
export async function interruptible<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await action(stopping.signal);
  } finally {
    stopping.abort();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
