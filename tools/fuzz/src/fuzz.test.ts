// The tool itself: it repeats, it leaves the good files alone, and it notices everything that a reader must not do.
import { describe, expect, it } from 'vitest';
import { BYTES, Chance, type FuzzRequest, fuzz, mutateJson, putTokens, several } from './index.ts';

class Refusal extends Error {
  readonly code = 'REFUSED';
}

const good = Buffer.from('{"shape":[2,3],"name":"a","deep":{"er":[1]}}');
const base: FuzzRequest = {
  corpus: { good },
  mutate: several(...BYTES),
  read: () => undefined,
  refusal: Refusal,
  cases: 20,
};

describe('mutators', () => {
  it.each([
    ['of bytes', several(...BYTES)],
    ['of words', putTokens(['one', 'two'])],
    ['of JSON', mutateJson],
  ])('%s repeat, differ from case to case, and leave what they are given', (_, mutate) => {
    const before = Buffer.from(good);
    const results = Array.from({ length: 50 }, (_, i) => mutate(good, new Chance(3, i)).toString('latin1'));
    expect(Array.from({ length: 50 }, (_, i) => mutate(good, new Chance(3, i)).toString('latin1'))).toEqual(
      results,
    );
    expect(new Set(results).size).toBeGreaterThan(20);
    expect(good).toEqual(before);
  });

  it('take files of no and of one byte', () => {
    for (const length of [0, 1]) {
      for (const mutate of [...BYTES, mutateJson]) {
        for (let i = 0; i < 30; i++) {
          expect(mutate(Buffer.alloc(length), new Chance(1, i))).toBeInstanceOf(Buffer);
        }
      }
    }
  });

  it('of JSON give JSON', () => {
    for (let i = 0; i < 300; i++) {
      const text = mutateJson(good, new Chance(5, i)).toString('utf8');
      expect(() => JSON.parse(text)).not.toThrow();
    }
  });
});

describe('fuzz', () => {
  it('counts what was read and what was refused', async () => {
    let calls = 0;
    const read = () => {
      if (calls++ % 2 === 0) throw new Refusal('This is refused, for a reason that is told.');
    };
    const tally = await fuzz({ ...base, read });
    expect(tally).toEqual({ refusals: new Map([['REFUSED', 10]]), accepted: 10, refused: 10 });
  });

  it.each([
    [
      'another error',
      () => Buffer.alloc(1).readUInt32LE(),
      /^Case 0 of good ended with RangeError.*FUZZ_CASE=0/,
    ],
    [
      'a message for a terminal',
      () => {
        throw new Refusal('There is something wrong \u001b[2J with it.');
      },
      /in no sentence/,
    ],
    [
      'a message without end',
      () => {
        throw new Refusal('x'.repeat(10_000));
      },
      /in no sentence/,
    ],
  ])('notices %s', async (_, read, expected) => {
    await expect(fuzz({ ...base, read })).rejects.toThrow(expected);
  });

  it('notices time and memory', async () => {
    const slow = () => new Promise((resolve) => setTimeout(resolve, 30));
    await expect(fuzz({ ...base, read: slow, milliseconds: 5 })).rejects.toThrow(/took \d+ ms/);
    // Less than 16 where arrays of earlier tests are collected meanwhile, which is once: these are kept.
    const kept: Uint8Array[] = [];
    const large = () => void kept.push(new Uint8Array(2 ** 24));
    await expect(fuzz({ ...base, read: large, bytes: 2 ** 20 })).rejects.toThrow(/took ([1-9]|1[0-6]) MiB/);
  });
});
