import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskOf, runsOf } from './runs.ts';

it('run lengths give the mask back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 1, maxLength: 60 }), (mask) => {
      expect(maskOf(runsOf(mask))).toEqual(mask);
    }),
  );
});

it('background comes first, and no run but the first is empty', () => {
  expect(runsOf([1, 1, 0, 1])).toEqual([0, 2, 1, 1]);
  expect(runsOf([0, 0])).toEqual([2]);
});
