// Layer normalization over the last axis as one node, with its gradient written
// by hand: three reductions instead of the dozen of the derived one.
import * as tf from '@tensorflow/tfjs';
import { blocksOf } from '../row-blocks.ts';
import { element } from './elements.ts';
import { runOwnKernel } from './kernels.ts';

/**
 * `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, mean and biased variance over the last axis.
 * @param x `[..., D]`
 * @param gamma `[D]`
 * @param beta `[D]`
 */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const outputs = runOwnKernel('LayerNorm', { x: input, gamma: scale, beta: shift }, { epsilon }, () =>
      composed(input, scale, shift, epsilon),
    );
    const value = element(outputs, 0);
    save([input, scale, element(outputs, 1), element(outputs, 2)]);
    return { value, gradFunc: (dy, saved) => gradient(dy as tf.Tensor, saved) };
  });
  return operation(x, gamma, beta);
}

function composed(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor[] {
  const mean = x.mean(-1, true);
  const centred = x.sub(mean);
  const inverseDeviation = centred.square().mean(-1, true).add(epsilon).rsqrt();
  return [centred.mul(inverseDeviation).mul(gamma).add(beta), mean, inverseDeviation];
}

/**
 * Seven passes over `[..., D]`. Sums along and across rows are products with vectors, so that neither the normalised
 * input nor the scaled gradient is formed: with c the centred input and s the inverse deviation,
 * `dx = s (dy gamma - mean(dy gamma) - c s^2 mean(dy gamma c))`, `dgamma = sum of s (dy c)` over rows.
 */
function gradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const x = element(saved, 0);
  const gamma = element(saved, 1);
  const mean = element(saved, 2);
  const inverseDeviation = element(saved, 3);
  const width = gamma.size;
  const weights = gamma.div(width).reshape([width, 1]) as tf.Tensor2D;
  const meanAlongRow = (t: tf.Tensor): tf.Tensor =>
    tf.matMul(t.reshape([-1, width]) as tf.Tensor2D, weights).reshape(mean.shape);

  const centred = x.sub(mean);
  const product = dy.mul(centred);
  const slope = meanAlongRow(product).mul(inverseDeviation.square());
  const dx = dy.mul(gamma).sub(meanAlongRow(dy)).sub(centred.mul(slope)).mul(inverseDeviation);
  const dGamma = weightedSum(inverseDeviation, product, width);
  return [dx, dGamma, dy.sum(Array.from({ length: x.rank - 1 }, (_, axis) => axis))];
}

/** Of rows `[..., D]` with a weight each, `[..., 1]`: `[D]`. */
function weightedSum(weights: tf.Tensor, rows: tf.Tensor, width: number): tf.Tensor {
  const blocks = blocksOf(weights.size);
  const length = weights.size / blocks;
  return tf.matMul(weights.reshape([blocks, 1, length]), rows.reshape([blocks, length, width])).sum([0, 1]);
}
