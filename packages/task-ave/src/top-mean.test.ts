// Against sorting, and the rule for equal values.
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { topMean } from './top-mean.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});

test('equals the mean of the largest after sorting', async () => {
  const x = tf.randomNormal([3, 10, 1], 0, 1, 'float32', 1);
  const clips = (await x.squeeze([2]).array()) as number[][];
  const expected = clips.map((values) => {
    const best = values.toSorted((a, b) => b - a).slice(0, 4);
    return best.reduce((sum, value) => sum + value, 0) / 4;
  });
  const actual = await topMean(x, 4).data();
  for (const [clip, value] of expected.entries()) expect(actual[clip]).toBeCloseTo(value, 6);
});

test('of equal values the earlier ones are selected, each with an equal share of the gradient', async () => {
  const x = tf.tensor3d([1, 2, 2, 2, 0], [1, 5, 1]);
  expect((await topMean(x, 2).data())[0]).toBe(2);
  const gradient = tf.grad((values) => topMean(values, 2).sum())(x);
  expect(Array.from(await gradient.data())).toEqual([0, 0.5, 0.5, 0, 0]);
});
