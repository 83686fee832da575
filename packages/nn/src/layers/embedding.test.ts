// Rows by index, and a gradient that sums over the places of an index.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Embedding } from './embedding.ts';

beforeAll(() => tf.setBackend('cpu'));

test('gives the row of each index, for any shape of indices', () => {
  const embedding = new Embedding(3, 2);
  embedding.weight.set(Float32Array.of(0, 1, 10, 11, 20, 21));
  const rows = embedding.forward(tf.tensor2d([2, 0, 0, 1], [2, 2], 'int32'));
  expect(rows.arraySync()).toEqual([
    [
      [20, 21],
      [0, 1],
    ],
    [
      [0, 1],
      [10, 11],
    ],
  ]);
});

test('the gradient of a row is the sum over its places, and zero for a row that nobody asked for', () => {
  const embedding = new Embedding(3, 2).initialize(1);
  const indices = tf.tensor2d([2, 0, 0, 2], [2, 2], 'int32');
  const weights = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  const { grads } = tf.variableGrads(() => embedding.forward(indices).mul(weights).sum() as tf.Scalar);
  expect(grads[embedding.weight.value.name]?.arraySync()).toEqual([
    [8, 10],
    [0, 0],
    [8, 10],
  ]);
  embedding.dispose();
});
