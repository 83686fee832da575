// The numbers that all contestants compute with: a hash of an array's name and
// the element's place, the same in TypeScript and in peers/pytorch/arrays.py.
import { deriveSeed } from '@dg-sct/nn';
import { uniformNoise } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

/** Of an input, whose variance is one. */
const UNIT_BOUND = Math.sqrt(3);

/**
 * The contents of the array `name`: uniform around zero, with a deviation that keeps products of
 * matrices `[out, ...in]` near one; vectors are small, scales and variances of norms near one.
 */
export function fill(name: string, shape: readonly number[]): Float32Array {
  const [length = 1, ...inner] = shape;
  const fanIn = product(inner);
  const bound = shape.length > 1 ? Math.sqrt(3 / fanIn) : 0.1;
  const centre = /(norm\d*\.weight|bn\d\.weight|ln_\w+\.weight|running_var)$/.test(name) ? 1 : 0;
  return spread(name, length * fanIn, bound, centre);
}

/** A variable that holds an input of unit variance. */
export function signalVariable(name: string, shape: readonly number[]): tf.Variable {
  const tensor = signal(name, shape);
  const variable = tf.variable(tensor);
  tensor.dispose();
  return variable;
}

/** An input of unit variance. */
export function signal(name: string, shape: readonly number[]): tf.Tensor {
  return tf.tensor(spread(name, product(shape), UNIT_BOUND, 0), [...shape]);
}

function spread(name: string, size: number, bound: number, centre: number): Float32Array {
  const values = uniformNoise(size, 0, deriveSeed(0, name));
  for (let i = 0; i < size; i++) values[i] = centre + (2 * (values[i] ?? 0) - 1) * bound;
  return values;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
