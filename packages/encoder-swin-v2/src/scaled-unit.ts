// Vectors brought to a given length, one length per head, with the gradient
// written by hand: cosine attention is a plain product of such vectors.
import { element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

/** Shorter vectors are divided by this instead of their length. */
const SMALLEST_LENGTH = 1e-12;

/**
 * `length * x / max(||x||, 1e-12)` over the last axis.
 * @param x `[B, heads, N, d]`
 * @param length `[heads, 1, 1]`
 */
export function scaledUnit(x: tf.Tensor, length: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [vectors, target, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const squared = vectors.square().sum(-1, true);
    const factor = squared
      .maximum(SMALLEST_LENGTH ** 2)
      .rsqrt()
      .mul(target);
    const value = vectors.mul(factor);
    save([value, factor, target]);
    return { value, gradFunc: (dy, saved) => gradient(dy as tf.Tensor, saved) };
  })(x, length);
}

/** The part of `dy` along each vector changes `length` alone, the rest turns the vector. */
function gradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const value = element(saved, 0);
  const factor = element(saved, 1);
  const length = element(saved, 2);
  const along = dy.mul(value).sum(-1, true);
  const dx = dy.sub(value.mul(along.div(length.square()))).mul(factor);
  const dLength = along.sum([0, 2]).reshape(length.shape).div(length);
  return [dx, dLength];
}
