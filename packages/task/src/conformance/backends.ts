// The two backends that a head is checked on, and how a sample gets from one to the other.
import * as tf from '@tensorflow/tfjs';

/** Computes at once and waits for nothing: what the other one is compared with. */
export const REFERENCE = 'cpu';

/** Does something on the backend of this name, and goes back to the one that was set. */
export async function onBackend<T>(name: string, action: () => Promise<T>): Promise<T> {
  const before = tf.getBackend();
  await tf.setBackend(name);
  quietFirstUse();
  try {
    return await action();
  } finally {
    await tf.setBackend(before);
  }
}

/** The CPU backend advertises another one at its first tensor, unless in production. */
function quietFirstUse(): void {
  const before = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', before);
}

/** Reads nested tensors once; the result makes new ones of the same values, on the backend that is then set. */
export async function copier<T>(nested: T): Promise<() => T> {
  if (nested instanceof tf.Tensor) {
    const { shape, dtype } = nested;
    const data = await nested.data();
    return () => tf.tensor(data, shape, dtype) as T;
  }
  if (typeof nested !== 'object' || nested === null) return () => nested;
  const parts = await Promise.all(
    Object.entries(nested).map(async ([key, part]) => [key, await copier<unknown>(part)] as const),
  );
  if (Array.isArray(nested)) return () => parts.map(([, copy]) => copy()) as T;
  return () => Object.fromEntries(parts.map(([key, copy]) => [key, copy()])) as T;
}
