import { expect, it } from 'vitest';
import { begun } from './begun.ts';

/** Counts up to `count`, and tells what happens to it. */
async function* counting(count: number, log: string[]): AsyncGenerator<number> {
  try {
    for (let i = 0; i < count; i++) {
      log.push(`make ${i}`);
      yield i;
    }
  } finally {
    log.push('end');
  }
}

// biome-ignore lint/correctness/useYield: it has nothing to give
async function* failing(): AsyncGenerator<number> {
  throw new Error('no disk');
}

it('makes the first item at once, and each other one when it is asked for', async () => {
  const log: string[] = [];
  const items = begun(counting(3, log));
  expect(log).toEqual(['make 0']);
  const seen: number[] = [];
  for await (const item of items) {
    expect(log.filter((entry) => entry.startsWith('make'))).toHaveLength(item + 1);
    seen.push(item);
  }
  expect(seen).toEqual([0, 1, 2]);
  expect(log.at(-1)).toBe('end');
});

it('that nobody goes through is ended all the same', async () => {
  const log: string[] = [];
  await begun(counting(3, log)).return?.();
  expect(log).toEqual(['make 0', 'end']);
});

it('throws where the item would come, and not before', async () => {
  const items = begun(failing());
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(items.next()).rejects.toThrow('no disk');
  expect(await items.next()).toEqual({ done: true, value: undefined });
});
