// From labels, as a data set has them, to what the loss and the metric compare with.
import type { HostArrays } from '@dg-sct/task';
import type * as tf from '@tensorflow/tfjs';
import { TemplateError } from './errors.ts';

export type TemplateTargets = {
  /** Index of each clip's class, `[B]` int32. */
  readonly classes: tf.Tensor;
};

/**
 * `classes [B]`: the index of each clip's class. Throws `UNKNOWN_CLASS`.
 * @param names of the clips' classes
 * @param classes names in the order of their index
 */
export function targetsOfTemplate(names: readonly string[], classes: readonly string[]): HostArrays {
  const indices = names.map((name) => {
    const index = classes.indexOf(name);
    if (index >= 0) return index;
    throw new TemplateError('UNKNOWN_CLASS', `there is no class "${name}"; there are ${classes.join(', ')}`);
  });
  return { classes: { shape: [names.length], data: Int32Array.from(indices) } };
}
