// Runs a function of tensors once, as one graph where the backend has graphs, and reads all that it returns.
import type { HostArray, Numbers } from '@dg-sct/goldens';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** What `body` returns, in host memory. */
export async function evaluate(body: () => Tensors): Promise<Map<string, Numbers>> {
  const compiled = compile(body, { name: 'golden' });
  const values = await read(await compiled([]));
  await compiled.dispose();
  return values;
}

/** Reads and frees tensors. */
export async function read(tensors: Tensors): Promise<Map<string, Numbers>> {
  const values = new Map<string, Numbers>();
  for (const [name, tensor] of Object.entries(tensors)) values.set(name, await tensor.data());
  for (const tensor of new Set(Object.values(tensors))) tensor.dispose();
  return values;
}

export const tensorOf = ({ data, shape }: HostArray): tf.Tensor => tf.tensor(data, [...shape]);
