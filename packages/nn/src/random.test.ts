// Seeded numbers: repeatable, different where they must be, and even.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { deriveSeed, permutation, RandomStream, seededRandom } from './random.ts';

beforeAll(() => tf.setBackend('cpu'));

const take = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('a seed gives one sequence in [0, 1), another seed another one', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      const first = take(a, 20);
      expect(first).toEqual(take(a, 20));
      expect(first.every((value) => value >= 0 && value < 1)).toBe(true);
      if (a !== b) expect(first).not.toEqual(take(b, 20));
    }),
  );
});

test('numbers are even over ten bins and uncorrelated with their successors', () => {
  const numbers = take(3, 50_000);
  const bins = new Array<number>(10).fill(0);
  for (const value of numbers) bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] ?? 0) + 1;
  // Chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
  expect(bins.reduce((sum, n) => sum + (n - 5000) ** 2 / 5000, 0)).toBeLessThan(27.9);
  const products = numbers.slice(1).map((value, i) => (value - 0.5) * ((numbers[i] ?? 0) - 0.5));
  const correlation = (12 * products.reduce((sum, value) => sum + value, 0)) / products.length;
  expect(Math.abs(correlation)).toBeLessThan(0.02);
});

test('derived seeds differ by name and by seed', () => {
  const seeds = [0, 1, 2].flatMap((seed) =>
    ['a', 'b', 'layers.0.weight', ''].map((name) => deriveSeed(seed, name)),
  );
  expect(new Set(seeds).size).toBe(seeds.length);
});

test('a permutation holds every number once', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(), (count, seed) => {
      const order = permutation(count, seededRandom(seed));
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
  );
});

test('noise differs between calls and steps, and a restored counter repeats it', async () => {
  const stream = new RandomStream(9);
  const draw = async () => Array.from(await stream.uniform([8]).data());
  const first = await draw();
  const second = await draw();
  stream.advance();
  const later = await draw();
  expect(new Set([...first, ...second, ...later]).size).toBe(24);

  const resumed = new RandomStream(9);
  resumed.counter.assign(tf.scalar(1, 'int32'));
  expect(Array.from(await resumed.uniform([8]).data())).toEqual(later);
});
