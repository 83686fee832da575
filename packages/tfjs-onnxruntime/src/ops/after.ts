// after(): an order that the data alone does not ask for. A graph computes in any order that its operands allow;
// this says that something has to wait.
import type * as tf from '@tensorflow/tfjs';
import { element } from './elements.ts';
import { runOwnKernel } from './kernels.ts';

/**
 * `x` as it is, in a graph not before all of `others` are computed. So an optimizer that changes parameters only after
 * the last gradient lets `compile(fn, { inPlace: true })` change them where they lie. It costs nothing that grows with
 * `others`, has no gradient, and on a backend that computes eagerly has nothing to wait for.
 * @param x float32 of any shape; it is copied
 */
export function after(x: tf.Tensor, others: readonly tf.Tensor[]): tf.Tensor {
  const awaited = Object.fromEntries(others.map((tensor, index) => [`other${index}`, tensor]));
  return element(
    runOwnKernel('After', { x, ...awaited }, {}, () => [x.clone()]),
    0,
  );
}
