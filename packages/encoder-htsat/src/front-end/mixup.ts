// Mixup of inputs: each sample blended with its partner in the reversed batch.
// Labels are not its business (spec: encoder-htsat sections 2 and 7).
import type { RandomStream } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

/** Weights `[B]` from Beta(1/2, 1/2), which is the law of sin^2 of a uniform angle. */
export function drawMixup(batch: number, random: RandomStream): tf.Tensor {
  return random
    .uniform([batch])
    .mul(Math.PI / 2)
    .sin()
    .square();
}

/** `y[b] = w[b] x[b] + (1 - w[b]) x[B-1-b]` for `x [B, T, M]`, weights `[B]`. */
export function mixup(x: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  const [batch = 1] = x.shape;
  const partner = x.reverse(0);
  return partner.add(x.sub(partner).mul(weights.reshape([batch, 1, 1])));
}
