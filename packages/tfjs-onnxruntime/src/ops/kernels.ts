// Calls a kernel that only this backend has; other backends take the plain
// tfjs composition next to the call, so that models run on any of them.
import * as tf from '@tensorflow/tfjs';

/** Runs `kernelName` where the active backend registered it, else `otherwise`. */
export function runOwnKernel(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, unknown>,
  otherwise: () => tf.Tensor[],
): tf.Tensor[] {
  if (tf.getKernel(kernelName, tf.getBackend()) === undefined) {
    return otherwise();
  }
  const result: unknown = tf.engine().runKernel(kernelName, inputs, attributes as tf.NamedAttrMap);
  return (Array.isArray(result) ? result : [result]) as tf.Tensor[];
}
