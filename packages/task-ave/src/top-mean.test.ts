// Against sorting, and the rule for equal values.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { BACKEND } from '../../dg-sct-attention/test/golden-run.ts';
import { topMean } from './top-mean.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND);
});

test('equals the mean of the largest after sorting', () => {
  const x = tf.randomNormal([3, 10, 5], 0, 1, 'float32', 1);
  const sorted = tf.topk(x.transpose([0, 2, 1]), 4).values.mean(2);
  expect(topMean(x, 4).sub(sorted).abs().max().dataSync()[0]).toBeLessThan(1e-6);
});

test('of equal values the earlier ones are selected, each with an equal share of the gradient', () => {
  const x = tf.tensor3d([1, 2, 2, 2, 0], [1, 5, 1]);
  expect(topMean(x, 2).dataSync()[0]).toBe(2);
  const gradient = tf.grad((values) => topMean(values, 2).sum())(x);
  expect(Array.from(gradient.dataSync())).toEqual([0, 0.5, 0.5, 0, 0]);
});
