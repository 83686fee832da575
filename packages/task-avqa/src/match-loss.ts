// The loss of grounding: pictures of the same second must match the sound,
// pictures of other videos must not.
import { crossEntropy } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';

/** Mean cross-entropy over all rows of both logits, each `[..., 2]`; class 1 means that picture and sound match. */
export function matchLoss(matches: tf.Tensor, mismatches: tf.Tensor): tf.Scalar {
  const same = matches.reshape([-1, 2]);
  const other = mismatches.reshape([-1, 2]);
  const labels = tf.concat([
    tf.ones([same.shape[0] ?? 0], 'int32'),
    tf.zeros([other.shape[0] ?? 0], 'int32'),
  ]);
  return crossEntropy(tf.concat([same, other]), labels);
}
