// Runs a part of the model on a golden's input, forward and backward in one compiled
// function, and compares everything that comes out. For tests only.
import { type GoldenReport, goldenCotangent, goldenInput } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import { compile, element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

/** The tfjs backend that all tests of this package run on. */
export const BACKEND = 'onnxruntime';

export type Tensors = Record<string, tf.Tensor>;

export interface GoldenRun {
  readonly module: Module;
  /** Name of the input in the manifest. */
  readonly input: string;
  /** What keys call the input of which they store the gradient. */
  readonly gradientOf: string;
  /** What stands before the names of outputs and gradients: nothing, or the case as `plain.`. */
  readonly prefix?: string;
  /** Outputs whose cotangents make the loss, without the prefix. */
  readonly weighed: readonly string[];
  /** The input to every stored output, without the prefix. */
  readonly run: (x: tf.Tensor) => Tensors;
}

/** Compares outputs, the gradient of the input and the gradients of all parameters. */
export async function compareRun(report: GoldenReport, golden: GoldenRun): Promise<void> {
  const { module, input, gradientOf, prefix = '', weighed, run } = golden;
  const { file } = report;
  const cotangents = new Map(weighed.map((name) => [name, hostTensor(goldenCotangent(file, prefix + name))]));
  const parameters = module.trainableParameters();
  const compiled = compile((x: tf.Tensor): Tensors => {
    const outputs: Tensors = {};
    const { grads } = tf.valueAndGrads((argument: tf.Tensor) => {
      Object.assign(outputs, run(argument));
      for (const tensor of Object.values(outputs)) tf.keep(tensor);
      const terms = [...cotangents].map(([name, weight]) => named(outputs, name).mul(weight).sum());
      return tf.addN(terms) as tf.Scalar;
    })([x, ...[...parameters.values()].map(({ value }) => value)]);
    const gradients = [gradientOf, ...parameters.keys()].map((name, i) => [
      `grad.${name}`,
      element(grads, i),
    ]);
    return { ...outputs, ...Object.fromEntries(gradients) };
  });
  const results = await compiled(hostTensor(goldenInput(file, input)));
  for (const [name, tensor] of Object.entries(results)) report.compare(prefix + name, await tensor.data());
  await compiled.dispose();
}

function hostTensor({ data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] }) {
  return tf.tensor(data, [...shape]);
}

function named(tensors: Tensors, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new RangeError(`the run gave no tensor "${name}"`);
  return tensor;
}
