// Reads what is needed next while the present is used. What is read, and how, is the caller's business.

/**
 * What `read` makes of each item, in the items' order. While one is used, up to `ahead` behind it are being read or wait,
 * at the same time, so there are never more than `ahead + 1` of them. A failure is thrown where its item would come.
 */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result, void, undefined> {
  const waiting: Promise<Result>[] = [];
  const begin = (item: Item): void => {
    const result = read(item);
    // Until somebody waits for it, and if nobody ever does.
    result.catch(() => {});
    waiting.push(result);
  };
  for (const item of items.slice(0, ahead + 1)) begin(item);
  for (const index of items.keys()) {
    const result = await waiting.shift();
    if (result === undefined) return;
    yield result;
    for (const item of items.slice(index + ahead + 1, index + ahead + 2)) begin(item);
  }
}
