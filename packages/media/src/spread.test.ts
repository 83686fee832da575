import { expect, it } from 'vitest';
import { middleIndices } from './spread.ts';

it('middleIndices takes the frames that the log of the published extraction lists', () => {
  expect(middleIndices(250, 10)).toEqual([12, 38, 62, 88, 112, 138, 162, 188, 212, 238]);
  expect(middleIndices(300, 10)).toEqual([15, 45, 75, 105, 135, 165, 195, 225, 255, 285]);
});

it('middleIndices repeats where there are fewer frames than asked for, and stays among them', () => {
  expect(middleIndices(1, 3)).toEqual([0, 0, 0]);
  expect(middleIndices(3, 6)).toEqual([0, 1, 1, 2, 2, 2]);
});
