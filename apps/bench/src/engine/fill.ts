// The numbers that all contestants compute with: a hash of an array's name and
// the element's place, the same in TypeScript and in peers/arrays.py.
import { deriveSeed } from '@dg-sct/nn';
import { uniformNoise } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

/**
 * The contents of the array `name`: uniform around zero, with a deviation that keeps products of
 * matrices `[..., in]` near one; vectors are small, and those called `norm...weight` near one.
 */
export function fill(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = uniformNoise(size, 0, deriveSeed(0, name));
  const bound = shape.length > 1 ? Math.sqrt(3 / (shape.at(-1) ?? 1)) : 0.1;
  const centre = /norm\d*\.weight$/.test(name) ? 1 : 0;
  for (let i = 0; i < size; i++) values[i] = centre + (2 * (values[i] ?? 0) - 1) * bound;
  return values;
}

/** A variable that holds an input of unit variance. */
export function signalVariable(name: string, shape: readonly number[]): tf.Variable {
  const tensor = signal(name, shape);
  const variable = tf.variable(tensor);
  tensor.dispose();
  return variable;
}

/** An input of unit variance: the contents of an array of that many rows of one element. */
export function signal(name: string, shape: readonly number[]): tf.Tensor {
  return tf.tensor(fill(name, [...shape, 1]), [...shape]);
}
