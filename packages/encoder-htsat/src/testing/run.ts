// What this package's tests share: the backend they run on, and gradients in one pass. Not part of the build.
import type { Numbers } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import { BACKEND_NAME, compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

export async function useTestBackend(): Promise<void> {
  await tf.setBackend(BACKEND_NAME);
}

/** Gradients of `loss` with respect to the input (under `input`) and every trainable parameter. */
export function gradientsOf(
  loss: (x: tf.Tensor) => tf.Scalar,
  input: tf.Tensor,
  module: Module,
): Record<string, tf.Tensor> {
  const parameters = module.trainableParameters();
  const variables = [...parameters.values()].map(({ value }) => value);
  const gradients = tf.grads((x) => loss(x ?? input))([input, ...variables]);
  const names = ['input', ...parameters.keys()];
  return Object.fromEntries(names.map((name, i) => [name, gradients[i] as tf.Tensor]));
}

/** Runs `body` as one graph where the backend has graphs, and reads what it returns. */
export async function run(
  body: (x: tf.Tensor) => Record<string, tf.Tensor>,
  x: tf.Tensor,
): Promise<[string, Numbers][]> {
  const compiled = compile(body);
  const outputs = Object.entries(await compiled(x));
  await compiled.dispose();
  return Promise.all(outputs.map(async ([name, output]) => [name, await output.data()] as [string, Numbers]));
}
