// Medians, quartiles and fitted exponents.
import { expect, it } from 'vitest';
import { exponentOf } from './fit.ts';
import { deviationOf, meanOf } from './mean.ts';
import { median } from './median.ts';
import { spreadOf } from './spread.ts';

it('median', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

it('quartiles', () => {
  expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ median: 3, low: 2, high: 4, count: 5 });
  expect(spreadOf([]).median).toBeNaN();
});

it('the exponent of a power law, with and without noise', () => {
  const law = (size: number, factor = 1) => ({ size, cost: factor * 3 * size ** 1.5 });
  expect(exponentOf([law(1), law(2), law(8)])).toBeCloseTo(1.5, 12);
  expect(exponentOf([law(1, 1.1), law(2, 0.9), law(4, 0.9), law(8, 1.1)])).toBeCloseTo(1.5, 1);
  expect(exponentOf([law(2)])).toBeNaN();
});

it('mean and standard deviation of a sample', () => {
  expect([meanOf([1, 2, 6]), deviationOf([1, 2, 6])]).toEqual([3, Math.sqrt(7)]);
  expect(deviationOf([5])).toBe(0);
});
