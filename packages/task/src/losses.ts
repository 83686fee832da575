// Losses that several tasks share, stable for logits of any size.
import * as tf from '@tensorflow/tfjs';

/**
 * Mean binary cross-entropy of logits against targets in [0, 1], both of the same shape. The gradient is written by
 * hand, `(sigmoid(logit) - target) / count`, because that of the stable form is wrong at a logit of zero.
 */
export function binaryCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const operation = tf.customGrad((...args) => {
    const [x, y, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([x, y]);
    const losses = x.maximum(0).sub(x.mul(y)).add(x.abs().neg().exp().log1p());
    return { value: losses.mean(), gradFunc: (dy, saved) => gradients(dy as tf.Tensor, saved) };
  });
  return operation(logits, targets) as tf.Scalar;
}

function gradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, y] = saved as [tf.Tensor, tf.Tensor];
  const share = dy.div(x.size);
  return [x.sigmoid().sub(y).mul(share), x.neg().mul(share)];
}

/** Mean cross-entropy of logits `[B, C]` against class indices `[B]` (int32); an index that is no class adds nothing. */
export function crossEntropy(logits: tf.Tensor, classes: tf.Tensor): tf.Scalar {
  const [batch = 1, count = 1] = logits.shape;
  const chosen = classes
    .expandDims(1)
    .equal(tf.range(0, count, 1, 'int32'))
    .cast('float32');
  return tf.logSoftmax(logits).mul(chosen).sum().div(-batch) as tf.Scalar;
}
