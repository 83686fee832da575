import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

const items = Array.from({ length: 10 }, (_, i) => i);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('readAhead', () => {
  it.each([1, 2, 4, 20])(
    'keeps the order, and holds no more than %i behind the one in use',
    async (ahead) => {
      let begun = 0;
      const read = async (item: number): Promise<string> => {
        begun += 1;
        // The later, the sooner.
        for (let left = items.length - item; left > 0; left--) await turn();
        return `${item}`;
      };
      const results: string[] = [];
      for await (const result of readAhead(items, read, ahead)) {
        await turn();
        results.push(result);
        expect(begun).toBe(Math.min(items.length, results.length + ahead));
      }
      expect(results).toEqual(items.map(String));
    },
  );

  it('waits for nothing while reading a group takes no longer than using one', async () => {
    // A group of three is used at once, and each read takes two turns: with one behind, two of three are waited for.
    const waited = async (ahead: number): Promise<number> => {
      const ready = new Set<number>();
      const read = async (item: number): Promise<number> => {
        await turn();
        await turn();
        ready.add(item);
        return item;
      };
      let late = 0;
      const results = readAhead(items.slice(0, 9), read, ahead);
      for (let i = 0; i < 9; i++) {
        if (i >= 3 && !ready.has(i)) late += 1;
        await results.next();
        if (i % 3 === 2) for (let turns = 0; turns < 4; turns++) await turn();
      }
      return late;
    };
    expect(await waited(1)).toBeGreaterThan(0);
    expect(await waited(3)).toBe(0);
  });

  it('throws a failure in its place, and none that nobody waits for', async () => {
    const read = async (item: number): Promise<number> => {
      if (item >= 2) throw new Error(`no ${item}`);
      return item;
    };
    const results: number[] = [];
    const all = async (): Promise<void> => {
      for await (const result of readAhead(items, read, 3)) results.push(result);
    };
    await expect(all()).rejects.toThrow('no 2');
    expect(results).toEqual([0, 1]);
    await turn();
  });
});
