// Reads lists off the names of a state dict: `blocks.0.weight`, `blocks.1.weight`, ... are the items of `blocks`.

/**
 * The items of the list called `name`, each with its keys below `name.INDEX.`, in order. An index that is not there gives an
 * empty item; no items where more than half of them would be empty, since names may come from anywhere.
 */
export function listItems<V>(entries: ReadonlyMap<string, V>, name: string): ReadonlyMap<string, V>[] {
  const items = new Map<number, Map<string, V>>();
  for (const [key, value] of entries) {
    if (!key.startsWith(`${name}.`)) continue;
    const [, index, rest] = /^(\d{1,6})\.(.+)$/.exec(key.slice(name.length + 1)) ?? [];
    if (index === undefined || rest === undefined) continue;
    const item = items.get(Number(index)) ?? new Map<string, V>();
    items.set(Number(index), item.set(rest, value));
  }
  const length = 1 + Math.max(-1, ...items.keys());
  if (length > 2 * items.size) return [];
  return Array.from({ length }, (_, index) => items.get(index) ?? new Map<string, V>());
}
