// Where the largest of some values is.
import { expect, test } from 'vitest';
import { indexOfLargest } from './host-arrays.ts';

test.each([
  ['the only one', [3], 0],
  ['the last', [-3, -2, -1], 2],
  ['the first of equal ones', [0, 5, 1, 5], 1],
  ['none', [], -1],
  ['one that is no number', [1, Number.NaN], -1],
])('the largest of values is %s', (_name, values, index) => {
  expect(indexOfLargest(values)).toBe(index);
});
