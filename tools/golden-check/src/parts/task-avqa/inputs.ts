// Inputs of this part in the layout of our modules.
import type { HostArray } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';

/** Labels and word ids. */
export const integersOf = ({ data, shape }: HostArray): tf.Tensor => tf.tensor(data, [...shape], 'int32');

/** Feature maps `[..., D, H, W]` to tokens `[n, H*W, D]`. */
export function tokensOf(grid: tf.Tensor): tf.Tensor {
  const [dim = 1, height = 1, width = 1] = grid.shape.slice(-3);
  return grid.reshape([-1, dim, height * width]).transpose([0, 2, 1]);
}

/** Pictures `[..., C, H, W]` to `[n, H, W, C]`. */
export const framesOf = (pictures: tf.Tensor): tf.Tensor =>
  pictures.reshape([-1, ...pictures.shape.slice(-3)]).transpose([0, 2, 3, 1]);

/** `[..., D]` to `[n, D]`. */
export const rowsOf = (x: tf.Tensor): tf.Tensor => x.reshape([-1, x.shape.at(-1) ?? 1]);

/** Which of the two pictures (or sounds) of a pair `[B, 2, ...]`. */
export const memberOf = (pairs: tf.Tensor, index: number): tf.Tensor =>
  pairs.slice([0, index], [-1, 1]).squeeze([1]);

/** Rows of both `[n, ...]`, taken in turns: `[2n, ...]`. */
export const inTurns = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
  tf.stack([a, b], 1).reshape([-1, ...a.shape.slice(1)]);
