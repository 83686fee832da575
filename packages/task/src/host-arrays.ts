// Named arrays in host memory: what metrics and decoding work on.
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
