// Scaled dot-product attention with several heads: what every attention layer
// does between its projections.
import * as tf from '@tensorflow/tfjs';
import { NnError } from '../errors.ts';

/** Throws `BAD_ARGUMENT` unless `width` can be cut into `heads` equal parts. */
export function requireHeads(width: number, heads: number): void {
  if (width % heads === 0) return;
  throw new NnError('BAD_ARGUMENT', `attention of width ${width} cannot be split into ${heads} equal heads`);
}

export interface Attended {
  /** `[B, L, D]` */
  readonly output: tf.Tensor;
  /** How much each query looks at each memory token, before `adjust`, `[B, heads, L, S]`; rows sum to one. */
  readonly weights: tf.Tensor;
}

/**
 * Query `[B, L, D]`, key and value `[B, S, D]`; the heads lie side by side in D.
 * @param adjust what becomes of the weights before they are applied, such as dropout
 */
export function attend(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  heads: number,
  adjust: (weights: tf.Tensor) => tf.Tensor = (weights) => weights,
): Attended {
  const width = (query.shape[2] ?? 1) / heads;
  const scores = tf.matMul(splitHeads(query, heads), splitHeads(key, heads), false, true);
  const weights = tf.softmax(scores.mul(1 / Math.sqrt(width)));
  const mixed = tf.matMul(adjust(weights), splitHeads(value, heads));
  return { output: mixed.transpose([0, 2, 1, 3]).reshape(query.shape), weights };
}

/** `[B, L, D]` to `[B, heads, L, D/heads]` */
function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch = 1, length = 1, width = 1] = x.shape;
  return x.reshape([batch, length, heads, width / heads]).transpose([0, 2, 1, 3]);
}
