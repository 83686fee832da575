// Patches as matrix products against the convolution and the gather they stand for.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { gatherNeighbours, PatchProjection } from './patches.ts';

beforeAll(() => tf.setBackend('cpu'));

test('PatchProjection is a convolution whose stride is its kernel', async () => {
  const layer = new PatchProjection(3, 5, 4).initialize(2);
  const image = tf.randomNormal([2, 8, 12, 3], 0, 1, 'float32', 4) as tf.Tensor4D;
  const kernel = layer.weight.value.transpose([2, 3, 1, 0]) as tf.Tensor4D;
  const expected = tf.conv2d(image, kernel, 4, 'valid').add(layer.bias.value).reshape([2, 6, 5]);
  const tokens = layer.forward(image);
  expect(tokens.shape).toEqual([2, 6, 5]);
  expect(tf.max(tokens.sub(expected).abs()).dataSync()[0]).toBeLessThan(1e-5);
});

test('gatherNeighbours joins (even, even), (odd, even), (even, odd), (odd, odd) of rows and columns', () => {
  // Token (row, column) of a 4x2 grid holds 10*row + column.
  const x = tf.tensor([0, 1, 10, 11, 20, 21, 30, 31], [1, 8, 1]);
  expect(gatherNeighbours(x, { height: 4, width: 2 }).arraySync()).toEqual([
    [
      [0, 10, 1, 11],
      [20, 30, 21, 31],
    ],
  ]);
});
