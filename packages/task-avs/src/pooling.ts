// Adaptive pooling as PyTorch does it: cell i of `to` cells covers floor(i from / to) up to ceil((i + 1) from / to).
import { linear } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

export type Pooling = 'average' | 'max';

/** `[B, H, W]` to `[B, height, width]`. */
export function adaptivePool(x: tf.Tensor, height: number, width: number, pooling: Pooling): tf.Tensor {
  const poolLast = pooling === 'average' ? averageLast : maxLast;
  const narrow = poolLast(x, width);
  return poolLast(narrow.transpose([0, 2, 1]), height).transpose([0, 2, 1]);
}

/** `[from, to)` of every cell. */
function cellsOf(from: number, to: number): [number, number][] {
  return Array.from({ length: to }, (_, cell) => [
    Math.floor((cell * from) / to),
    Math.ceil(((cell + 1) * from) / to),
  ]);
}

/** `[B, N, from]` to `[B, N, to]`, as one matrix product. */
function averageLast(x: tf.Tensor, to: number): tf.Tensor {
  const from = x.shape[2] ?? 1;
  const matrix = new Float32Array(to * from);
  for (const [cell, [start, end]] of cellsOf(from, to).entries()) {
    matrix.fill(1 / (end - start), cell * from + start, cell * from + end);
  }
  return linear(x, tf.tensor2d(matrix, [to, from]));
}

/** `[B, N, from]` to `[B, N, to]`. */
function maxLast(x: tf.Tensor, to: number): tf.Tensor {
  const [batch = 1, rows = 1, from = 1] = x.shape;
  const cells = cellsOf(from, to).map(([start, end]) =>
    x.slice([0, 0, start], [batch, rows, end - start]).max(2, true),
  );
  return tf.concat(cells, 2);
}
