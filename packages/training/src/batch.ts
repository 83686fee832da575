// Batches in host memory, and which samples go into which batch of an epoch.
import { deriveSeed, permutation, seededRandom } from '@dg-sct/nn';
import type { HostArrays } from '@dg-sct/task';
import type { TensorSpec } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { TrainingError } from './errors.ts';

export type Tensors = Readonly<Record<string, tf.Tensor>>;

export interface Batch {
  readonly inputs: HostArrays;
  readonly targets: HostArrays;
  /** One for each clip; they count the clips and name them in messages. */
  readonly names: readonly string[];
}

/** Copies named arrays into tensors that the caller disposes. */
export function toTensors(arrays: HostArrays): Tensors {
  const tensors = Object.entries(arrays).map(([name, { data, shape }]) => [
    name,
    tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
  ]);
  return Object.fromEntries(tensors);
}

/** Shapes and types of the tensors that `toTensors` makes. */
export function signatureOf(arrays: HostArrays): Record<string, TensorSpec> {
  const specs = Object.entries(arrays).map(([name, { data, shape }]) => [
    name,
    { shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' },
  ]);
  return Object.fromEntries(specs);
}

/** The tensor called `name`; throws TrainingError `BAD_OBJECTIVE` that lists what there is. */
export function tensorNamed(tensors: Tensors, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (tensor !== undefined) return tensor;
  const present = Object.keys(tensors).join(', ') || 'none';
  throw new TrainingError('BAD_OBJECTIVE', `There is no tensor "${name}"; there are ${present}.`);
}

/**
 * Sample indices of each batch of one pass over `count` samples. With `shuffle` the order depends on seed and epoch
 * alone, so a resumed run sees the order it would have seen. `dropLast` leaves out a last batch that is not full.
 */
export function batchIndices(options: {
  readonly count: number;
  readonly batchSize: number;
  readonly dropLast?: boolean;
  readonly shuffle?: { readonly seed: number; readonly epoch: number };
}): number[][] {
  const { count, batchSize, dropLast = false, shuffle } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new TrainingError(
      'BAD_OPTION',
      `the batch size is ${batchSize} but must be a whole number above 0`,
    );
  }
  const order =
    shuffle === undefined
      ? Array.from({ length: count }, (_, index) => index)
      : permutation(count, seededRandom(deriveSeed(shuffle.seed, `order of epoch ${shuffle.epoch}`)));
  const batches = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return Array.from({ length: batches }, (_, i) => order.slice(i * batchSize, (i + 1) * batchSize));
}
