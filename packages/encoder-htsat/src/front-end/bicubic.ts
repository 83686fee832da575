// Bicubic interpolation with aligned corners as a constant matrix, so that a
// stretch is one matrix product (spec: encoder-htsat section 2).
import { linear } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

const A = -0.75;

/** Weight of a tap at distance x. */
function cubic(x: number): number {
  const d = Math.abs(x);
  if (d <= 1) return (A + 2) * d ** 3 - (A + 3) * d ** 2 + 1;
  return d < 2 ? A * d ** 3 - 5 * A * d ** 2 + 8 * A * d - 4 * A : 0;
}

/** The matrix `[to, from]` that resamples `from` values to `to`; taps beyond the ends take the end value. */
export function bicubicMatrix(from: number, to: number): Float32Array {
  const matrix = new Float64Array(to * from);
  for (let row = 0; row < to; row++) {
    const source = to > 1 ? (row * (from - 1)) / (to - 1) : 0;
    const base = Math.floor(source);
    for (let tap = base - 1; tap <= base + 2; tap++) {
      const column = Math.min(Math.max(tap, 0), from - 1);
      matrix[row * from + column] = (matrix[row * from + column] as number) + cubic(source - tap);
    }
  }
  return Float32Array.from(matrix);
}

/** `[B, T, M]` to `[B, to, M]`. */
export function stretchTime(x: tf.Tensor, to: number): tf.Tensor {
  const [, from = 1] = x.shape;
  return from === to ? x : tf.matMul(tf.tensor3d(bicubicMatrix(from, to), [1, to, from]), x);
}

/** `[B, T, M]` to `[B, T, to]`. */
export function stretchMel(x: tf.Tensor, to: number): tf.Tensor {
  const [, , from = 1] = x.shape;
  return from === to ? x : linear(x, tf.tensor2d(bicubicMatrix(from, to), [to, from]));
}
