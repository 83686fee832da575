// The exact (erf) Gaussian error linear unit as one node with its gradient.
import * as tf from '@tensorflow/tfjs';
import { element } from './elements.ts';
import { runOwnKernel } from './kernels.ts';

/** `x * Phi(x)` with the exact normal distribution function, elementwise. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const value = element(
      runOwnKernel('Gelu', { x: input }, {}, () => [input.mul(normalDistribution(input))]),
      0,
    );
    save([input]);
    return { value, gradFunc: (dy, saved) => gradient(dy as tf.Tensor, element(saved, 0)) };
  });
  return operation(x);
}

function normalDistribution(x: tf.Tensor): tf.Tensor {
  return x.mul(Math.SQRT1_2).erf().mul(0.5).add(0.5);
}

/**
 * `dy (Phi(x) + x phi(x))`, which is `dy/2 (1 + erf(u) + 2 u exp(-u^2) / sqrt(pi))` with `u = x / sqrt(2)`. Half of dy
 * costs nothing where dy is a product of matrices, whose factor it becomes.
 */
function gradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const u = x.mul(Math.SQRT1_2);
  // Divided by exp(u^2), where a product with exp(-u^2) would need a pass for the sign.
  const bump = u.div(u.square().exp()).mul(2 / Math.sqrt(Math.PI));
  return dy.mul(0.5).mul(u.erf().add(bump).add(1));
}
