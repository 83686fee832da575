// Bicubic stretching of spectrograms with aligned corners (spec: encoder-htsat section 2).
import { type Interpolation, interpolationMatrix, linear, stretch } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

const BICUBIC: Interpolation = { kind: 'bicubic', alignCorners: true };

/** `[B, T, M]` to `[B, to, M]`. */
export function stretchTime(x: tf.Tensor, to: number): tf.Tensor {
  return stretch(x, to, BICUBIC);
}

/** `[B, T, M]` to `[B, T, to]`. */
export function stretchMel(x: tf.Tensor, to: number): tf.Tensor {
  const [, , from = 1] = x.shape;
  return from === to ? x : linear(x, tf.tensor2d(interpolationMatrix(from, to, BICUBIC), [to, from]));
}
