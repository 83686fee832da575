// checkpoint(): a part of a model whose inner results are not kept for the gradient but computed again. Here
// the part is only marked; graph/recompute.ts does what the mark says.
import * as tf from '@tensorflow/tfjs';
import { OnnxRuntimeBackend } from '../backend.ts';
import { withCheckpoint } from '../checkpoint.ts';
import { flatten, type Nested } from '../nested.ts';

/**
 * `fn`, of whose results only those that it returns stay in memory until the gradient needs them; the others are
 * computed a second time then. Numbers and gradients are what they are without it, also those of captured variables;
 * noise is the same noise, and variables are assigned once. A checkpoint inside of another changes nothing, and so
 * does one on a backend that computes eagerly.
 */
export function checkpoint<Arguments extends readonly unknown[], Outputs extends Nested>(
  fn: (...args: Arguments) => Outputs,
): (...args: Arguments) => Outputs {
  return (...args) => {
    const backend = tf.backend();
    if (!(backend instanceof OnnxRuntimeBackend)) return fn(...args);
    return withCheckpoint((keep) => {
      const outputs = fn(...args);
      for (const tensor of flatten(outputs)) keep(backend.graphValue(tensor));
      return outputs;
    });
  };
}
