// Convolutions against tfjs's own where it has one, and by hand where its gradient lacks dilation.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { Conv2d, PointwiseConv } from './conv2d.ts';

beforeAll(() => tf.setBackend('cpu'));

const gap = async (a: tf.Tensor, b: tf.Tensor): Promise<number> =>
  (await tf.max(a.sub(b).abs()).data())[0] ?? Number.NaN;

it.each([1, 2, 5])('with dilation %i it is a cross-correlation with zeros outside', async (dilation) => {
  const layer = new Conv2d(3, 2, { dilation }).initialize(1);
  const x = tf.randomNormal([2, 4, 6, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
  const filter = layer.weight.value.transpose([2, 3, 1, 0]) as tf.Tensor4D;
  const expected = tf.conv2d(x, filter, 1, 'same', 'NHWC', dilation).add(layer.bias.value);
  expect(await gap(layer.forward(x), expected)).toBeLessThan(1e-5);
});

it('dilated, its gradient spreads a point over nine', async () => {
  const layer = new Conv2d(1, 1, { dilation: 2 });
  layer.weight.set(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
  layer.bias.set(Float32Array.of(0));
  const point = tf.oneHot(tf.tensor1d([12], 'int32'), 25).reshape([1, 5, 5, 1]);
  const gradient = tf.grad((x: tf.Tensor) => layer.forward(x).mul(point).sum())(tf.zeros([1, 5, 5, 1]));
  const spread = Array.from(await gradient.data());
  expect(spread.filter((_, i) => (i % 5) % 2 === 0 && Math.floor(i / 5) % 2 === 0)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(spread.reduce((sum, value) => sum + value, 0)).toBe(45);
});

it('a pointwise convolution is a linear map of the last axis', async () => {
  const layer = new PointwiseConv(2, 1, 3);
  layer.weight.set(Float32Array.of(2, 3));
  layer.bias.set(Float32Array.of(1));
  expect(layer.weight.shape).toEqual([1, 2, 1, 1, 1]);
  expect(Array.from(await layer.forward(tf.tensor([1, 1, 0, 1], [2, 1, 1, 2])).data())).toEqual([6, 4]);
});
