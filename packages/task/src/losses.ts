// Losses that several tasks share, finite whatever the network says.
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

/** Where probabilities are cut off before their logarithm is taken. */
export interface ProbabilityBounds {
  readonly low: number;
  /** Below 1; taken as `1 - high` from the far side, so that it may be closer to 1 than float32 tells apart. */
  readonly high: number;
}

/**
 * Mean binary cross-entropy of probabilities against targets in [0, 1], both of the same shape, for tasks that were
 * published so; whoever has logits takes `binaryCrossEntropy`. Outside of the bounds there is no gradient.
 */
export function boundedBinaryCrossEntropy(
  probabilities: tf.Tensor,
  targets: tf.Tensor,
  { low, high }: ProbabilityBounds,
): tf.Scalar {
  const operation = tf.customGrad((...args) => {
    const [p, y, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const happens = p.clipByValue<tf.Tensor>(low, high);
    const fails = p
      .neg()
      .add(1)
      .clipByValue<tf.Tensor>(1 - high, 1 - low);
    const inside = p.equal(happens).cast<tf.Tensor>('float32');
    const [logHappens, logFails] = [happens.log<tf.Tensor>(), fails.log<tf.Tensor>()];
    save([happens.sub(y).div(happens.mul(fails)).mul(inside), logFails.sub(logHappens)]);
    const likelihood = y.mul(logHappens).add(y.neg().add(1).mul(logFails));
    return {
      value: likelihood.mean().neg(),
      gradFunc: (dy, saved) => saved.map((slope) => slope.mul((dy as tf.Tensor).div(p.size))),
    };
  });
  return operation(probabilities, targets) as tf.Scalar;
}

/** Mean cross-entropy of logits `[B, C]` against class indices `[B]` (int32). */
export function crossEntropy(logits: tf.Tensor, classes: tf.Tensor): tf.Scalar {
  const [batch = 1, count = 1] = logits.shape;
  const chosen = classes
    .expandDims(1)
    .equal(tf.range(0, count, 1, 'int32'))
    .cast('float32');
  return tf.logSoftmax(logits).mul(chosen).sum().div(-batch) as tf.Scalar;
}
