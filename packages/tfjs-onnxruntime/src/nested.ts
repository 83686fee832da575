// Nested containers of tensors: taken apart into a list and put together again.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from './errors.ts';

/** Tensors in any nesting of arrays and plain objects. */
export type Nested = tf.Tensor | readonly Nested[] | { readonly [key: string]: Nested };

/** The tensors of a nested container, depth first, object keys in their order. */
export function flatten(nested: Nested): tf.Tensor[] {
  if (nested instanceof tf.Tensor) return [nested];
  if (nested === null || typeof nested !== 'object') {
    throw new TraceError(
      'BAD_INPUT',
      `inputs and outputs of a compiled function are tensors, arrays and objects of them, not ${nested === null ? 'null' : typeof nested}`,
    );
  }
  return (Array.isArray(nested) ? nested : Object.values(nested)).flatMap(flatten);
}

/** The same nesting with the tensors taken from `next`, in the order of `flatten`. */
export function rebuild(nested: Nested, next: () => tf.Tensor): Nested {
  if (nested instanceof tf.Tensor) return next();
  if (Array.isArray(nested)) return nested.map((item) => rebuild(item, next));
  return Object.fromEntries(Object.entries(nested).map(([key, item]) => [key, rebuild(item, next)]));
}

/** For each tensor, in the order of `flatten`, the keys and indices that lead to it. */
export function pathsOf(nested: Nested): string[][] {
  if (nested instanceof tf.Tensor) return [[]];
  return Object.entries(nested).flatMap(([key, item]) => pathsOf(item).map((path) => [key, ...path]));
}

/** Text that is equal for containers with the same nesting, shapes and dtypes. */
export function signatureOf(nested: Nested): string {
  if (nested instanceof tf.Tensor) return `${nested.dtype}[${nested.shape}]`;
  if (Array.isArray(nested)) return `(${nested.map(signatureOf).join(',')})`;
  return `{${Object.entries(nested).map(([key, item]) => `${JSON.stringify(key)}:${signatureOf(item)}`)}}`;
}
