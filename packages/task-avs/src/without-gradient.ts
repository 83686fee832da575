// Choices made inside a differentiable computation: comparisons and arguments of extremes, which have no gradient.
import * as tf from '@tensorflow/tfjs';

/** `choose(x)`, through which no gradient flows. */
export function withoutGradient(x: tf.Tensor, choose: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [value] = args as [tf.Tensor, tf.GradSaveFunc];
    return { value: choose(value), gradFunc: () => tf.zeros(x.shape) };
  });
  return operation(x);
}
