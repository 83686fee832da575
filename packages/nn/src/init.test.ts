// The distributions that initialisers draw from, by their moments and limits.
import { expect, test } from 'vitest';
import {
  biasUniform,
  constant,
  fanIn,
  fanInUniform,
  type Initializer,
  normal,
  sizeOf,
  truncatedNormal,
  xavierUniform,
} from './init.ts';
import { seededRandom } from './random.ts';

function momentsOf(init: Initializer, shape: number[]) {
  const data = Array.from(init(shape, seededRandom(11)));
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return {
    count: data.length,
    mean,
    deviation: Math.sqrt(variance),
    furthest: Math.max(...data.map(Math.abs)),
  };
}

test('sizes and fan-in of a convolution weight', () => {
  expect(sizeOf([8, 3, 4, 4])).toBe(384);
  expect(fanIn([8, 3, 4, 4])).toBe(48);
  expect(sizeOf([])).toBe(1);
});

test.each([
  ['fanInUniform', fanInUniform, [400, 100], 0.1],
  ['biasUniform', biasUniform(25), [40_000], 0.2],
  ['xavierUniform', xavierUniform, [150, 450], 0.1],
])('%s is uniform within its bound', (_, init, shape, bound) => {
  const { count, mean, deviation, furthest } = momentsOf(init, shape);
  expect(count).toBe(sizeOf(shape));
  expect(Math.abs(mean)).toBeLessThan(0.02 * bound);
  expect(deviation / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
  expect(furthest).toBeLessThanOrEqual(bound);
  expect(furthest).toBeGreaterThan(0.99 * bound);
});

test('truncatedNormal has the deviation asked for, and never leaves two units', () => {
  const small = momentsOf(truncatedNormal(0.02), [40_000]);
  expect(Math.abs(small.mean)).toBeLessThan(5e-4);
  expect(small.deviation / 0.02).toBeCloseTo(1, 1);
  // A unit normal cut at two deviations has the deviation 0.8796.
  const wide = momentsOf(truncatedNormal(1), [40_000]);
  expect(wide.deviation).toBeCloseTo(0.8796, 1);
  expect(wide.furthest).toBeLessThanOrEqual(2);
});

test('normal has the deviation asked for, and tails beyond two of it', () => {
  const { mean, deviation, furthest } = momentsOf(normal(3), [40_000]);
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(deviation / 3).toBeCloseTo(1, 1);
  expect(furthest).toBeGreaterThan(9);
});

test('constant fills', () => {
  expect(constant(3)([2], seededRandom(0))).toEqual(Float32Array.of(3, 3));
});
