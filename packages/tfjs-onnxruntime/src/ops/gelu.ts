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

function gradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const density = x
    .square()
    .mul(-0.5)
    .exp()
    .mul(1 / Math.sqrt(2 * Math.PI));
  return dy.mul(normalDistribution(x).add(x.mul(density)));
}
