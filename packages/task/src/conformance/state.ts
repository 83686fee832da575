// Whether a head is all in its state dict: read out of one and set into a fresh one, it gives the same outputs.
import { EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { toHostArrays } from '../host-arrays.ts';
import type { TaskHead } from '../task-head.ts';
import { differing } from './differing.ts';
import { messageOf } from './step.ts';

export const registeredVariables = (): Set<tf.Variable> =>
  new Set(Object.values(tf.engine().registeredVariables));

/** That the variables made since `strangers` were listed are all parameters or buffers. */
export function checkVariables(
  head: TaskHead<unknown, never>,
  strangers: ReadonlySet<tf.Variable>,
): string[] {
  const listed = new Set([...head.namedParameters().values()].map(({ value }) => value));
  const hidden = [...registeredVariables()].filter(
    (variable) => !strangers.has(variable) && !listed.has(variable),
  );
  return hidden.map(
    ({ shape }) =>
      `a variable of shape [${shape}] is in no checkpoint; register it with parameter() or buffer()`,
  );
}

export async function checkState<Features>(
  head: TaskHead<unknown, Features>,
  create: () => TaskHead<unknown, Features>,
  features: Features,
): Promise<string[]> {
  const fresh = create();
  try {
    const slots = fresh.namedParameters();
    for (const [name, parameter] of head.namedParameters()) {
      const slot = slots.get(name);
      if (slot === undefined) return [`a fresh head has no parameter ${name} to load`];
      slot.set((await parameter.read()).slice());
    }
    const saved = await toHostArrays(head.forward(features, EVAL));
    const loaded = await toHostArrays(fresh.forward(features, EVAL));
    return differing(saved, loaded).map(
      (name) => `after saving and loading, the output ${name} is not what it was`,
    );
  } catch (error) {
    return [`a saved head cannot be loaded: ${messageOf(error)}`];
  } finally {
    fresh.dispose();
  }
}
