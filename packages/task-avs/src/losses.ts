// The training losses of both settings (spec: task-avs section 4).
import { binaryCrossEntropy } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { type MatchingOptions, matchingLoss } from './matching.ts';

/** Mean binary cross-entropy of the first K frames: logits `[B, T, H, W]`, masks `[B, K, H, W]` with values 0..1. */
export function maskLoss(logits: tf.Tensor, masks: tf.Tensor): tf.Scalar {
  return binaryCrossEntropy(logits.slice([0, 0, 0, 0], masks.shape), masks.cast('float32'));
}

/** Mean of the matching loss over maps, not yet weighted: sound and sight of each map, both `[R, C]`. */
export function meanMatching(
  pairs: readonly { readonly heard: tf.Tensor; readonly seen: tf.Tensor }[],
  options: MatchingOptions,
): tf.Scalar {
  const terms = pairs.map(({ heard, seen }) => matchingLoss(heard, seen, options));
  return tf.addN(terms).div(terms.length) as tf.Scalar;
}
