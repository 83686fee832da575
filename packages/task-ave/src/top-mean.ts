// Mean of the largest values over time, traceable: entries are ranked by
// comparing all pairs, so that no sorting kernel is needed.
import { element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

/**
 * Mean of the `count` largest values over axis 1: `[B, T, C]` to `[B, C]`. Of equal values the earlier
 * ones count as larger. The gradient goes to the selected entries in equal shares.
 */
export function topMean(x: tf.Tensor, count: number): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [values, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const shares = selection(values, count).div(count);
    save([shares]);
    return {
      value: values.mul(shares).sum(1),
      gradFunc: (dy, saved) => (dy as tf.Tensor).expandDims(1).mul(element(saved, 0)),
    };
  });
  return operation(x);
}

/** One where fewer than `count` values of the same clip and channel are larger, else zero. */
function selection(x: tf.Tensor, count: number): tf.Tensor {
  const [, steps = 1] = x.shape;
  const self = x.expandDims(2);
  const rival = x.expandDims(1);
  const earlier = tf.tensor4d(earlierMask(steps), [1, steps, steps, 1]);
  const larger = rival.greater(self).cast('float32').add(rival.equal(self).cast('float32').mul(earlier));
  return larger.sum(2).less(count).cast('float32');
}

/** One where the rival (column) comes before the step (row). */
function earlierMask(steps: number): Float32Array {
  return Float32Array.from({ length: steps * steps }, (_, i) => (i % steps < Math.floor(i / steps) ? 1 : 0));
}
