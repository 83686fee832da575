// What a function takes, said without tensors: a shape and a dtype wherever the
// function gets one. Tensors have both, so they serve as well.
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from './backend.ts';
import { TraceError } from './errors.ts';
import type { Nested } from './nested.ts';

export interface TensorSpec {
  readonly shape: readonly number[];
  /** `float32`, `int32` or `bool`; float32 where it is left out. */
  readonly dtype?: tf.DataType;
}

type AnySignature = TensorSpec | readonly AnySignature[] | { readonly [key: string]: AnySignature };

/** The nesting of `Inputs` with a `TensorSpec` for each tensor. */
export type Signature<Inputs extends Nested> = Nested extends Inputs
  ? AnySignature
  : Inputs extends tf.Tensor
    ? TensorSpec
    : { readonly [Key in keyof Inputs]: Inputs[Key] extends Nested ? Signature<Inputs[Key]> : never };

/** Tensors of a signature's shapes and dtypes that hold nothing, for a trace. The caller disposes them. */
export function placeholdersFor(backend: OnnxRuntimeBackend, signature: AnySignature): Nested {
  const made: tf.Tensor[] = [];
  const build = (part: unknown, path: string): Nested => {
    if (isSpec(part)) {
      const tensor = placeholder(backend, part, path);
      made.push(tensor);
      return tensor;
    }
    if (Array.isArray(part)) return part.map((item, index) => build(item, `${path}[${index}]`));
    if (typeof part === 'object' && part !== null) {
      return Object.fromEntries(
        Object.entries(part).map(([key, item]) => [key, build(item, `${path}.${key}`)]),
      );
    }
    throw new TraceError(
      'BAD_INPUT',
      `${path} is ${part === null ? 'null' : `a ${typeof part}`}, not { shape, dtype }, a tensor, or an array or object of them`,
    );
  };
  try {
    return build(signature, 'signature');
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

function isSpec(part: unknown): part is TensorSpec {
  if (typeof part !== 'object' || part === null || !('shape' in part)) return false;
  const { shape } = part;
  const dtype: unknown = 'dtype' in part ? part.dtype : 'float32';
  return typeof dtype === 'string' && Array.isArray(shape) && shape.every((size) => typeof size === 'number');
}

function placeholder(
  backend: OnnxRuntimeBackend,
  { shape, dtype = 'float32' }: TensorSpec,
  path: string,
): tf.Tensor {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new TraceError('BAD_INPUT', `${path} has the dtype ${dtype}; graphs take float32, int32 and bool`);
  }
  if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new TraceError('BAD_INPUT', `${path} has the shape [${shape}]; sizes are whole numbers, none open`);
  }
  return tf.engine().makeTensorFromTensorInfo(backend.adopt({ dtype, shape: [...shape] }));
}
