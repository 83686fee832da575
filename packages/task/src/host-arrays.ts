// Named arrays in host memory, and what metrics and decoding do with them.
import type * as tf from '@tensorflow/tfjs';

export interface HostArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export type HostArrays = Readonly<Record<string, HostArray>>;

/** Copies tensors (float32 or int32) to host memory, under the same names. */
export async function toHostArrays(tensors: Readonly<Record<string, tf.Tensor>>): Promise<HostArrays> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    const data = (await tensor.data()) as Float32Array | Int32Array;
    return [name, { shape: tensor.shape, data }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The array called `name`, or an error that lists what there is. */
export function hostArray(arrays: HostArrays, name: string): HostArray {
  const array = arrays[name];
  if (array !== undefined) return array;
  throw new RangeError(`there is no array "${name}"; there are ${Object.keys(arrays).join(', ') || 'none'}`);
}

/** Row `index` of a matrix. */
export function row(arrays: HostArrays, name: string, index: number): number[] {
  const { shape, data } = hostArray(arrays, name);
  const width = shape[1] ?? 1;
  return Array.from(data.subarray(index * width, (index + 1) * width));
}

/** Where the largest value is, the first of equal ones; -1 of no values, or of any that are not numbers. */
export const indexOfLargest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** Probabilities of logits. */
export function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
