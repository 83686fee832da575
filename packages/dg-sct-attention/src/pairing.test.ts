// The pairing of visual and audio blocks: the published case, and the law behind it.
import { describe, expect, test } from 'vitest';
import { pairBlocks } from './pairing.ts';

describe('pairBlocks', () => {
  test('pairs the published 18 and 6 blocks at 2, 5, 8, 11, 14, 17', () => {
    const pairs = pairBlocks(18, 6);
    expect([2, 5, 8, 11, 14, 17].map((block) => pairs[block])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(pairs.filter((pair) => pair === undefined)).toHaveLength(12);
  });

  test('uses every audio block once and in order, the last visual block with the last', () => {
    for (let audio = 1; audio <= 6; audio++) {
      for (let ratio = 1; ratio <= 4; ratio++) {
        const pairs = pairBlocks(audio * ratio, audio);
        expect(pairs.filter((pair) => pair !== undefined)).toEqual([...Array(audio).keys()]);
        expect(pairs.at(-1)).toBe(audio - 1);
      }
    }
  });

  test.each([
    [2, 4],
    [5, 2],
    [2, 0],
  ])('refuses %i visual and %i audio blocks', (visual, audio) => {
    expect(() => pairBlocks(visual, audio)).toThrow(`${visual} visual and ${audio} audio blocks`);
  });
});
