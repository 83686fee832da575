// Runs a module on a golden file's inputs and compares outputs, loss, every
// gradient and the running statistics. For tests only.
import { type GoldenFile, GoldenReport, goldenCotangent, goldenInput, type Scope } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

export const BACKEND = 'onnxruntime';

export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** The tensor called `name`, or an error. */
export function named<T>(tensors: Readonly<Record<string, T>>, name: string): T {
  const tensor = tensors[name];
  if (tensor === undefined) throw new RangeError(`there is no tensor "${name}"`);
  return tensor;
}

/** The file's inputs as variables, so that gradients reach them. */
function inputVariables(file: GoldenFile): Record<string, tf.Variable> {
  return Object.fromEntries(
    file.inputs.map(({ name }) => {
      const { data, shape } = goldenInput(file, name);
      return [name, tf.variable(tf.tensor(data, [...shape]))];
    }),
  );
}

/** The golden loss: each output times its cotangent, summed. */
function weighedSum(file: GoldenFile, outputs: Tensors): tf.Scalar {
  const terms = file.cotangents.map(({ output }) => {
    const { data, shape } = goldenCotangent(file, output);
    return named(outputs, output)
      .mul(tf.tensor(data, [...shape]))
      .sum();
  });
  return tf.addN(terms) as tf.Scalar;
}

export interface Differentiated {
  readonly loss: tf.Tensor;
  readonly outputs: Tensors;
  /** By name, of those variables that the loss depends on. */
  readonly gradients: Tensors;
}

/** Runs `forward` and differentiates `objective` of its outputs, all as one computation. */
export function differentiate(
  forward: () => Tensors,
  objective: (outputs: Tensors) => tf.Scalar,
  variables: Readonly<Record<string, tf.Variable>>,
): Promise<Differentiated> {
  const run = compile((): { loss: tf.Tensor; outputs: Tensors; gradients: Tensors } => {
    let outputs: Tensors = {};
    const { value, grads } = tf.variableGrads(() => {
      outputs = forward();
      for (const tensor of Object.values(outputs)) tf.keep(tensor);
      return objective(outputs);
    }, Object.values(variables));
    const reached = Object.entries(variables).flatMap(([name, { name: id }]) => {
      const gradient = grads[id];
      return gradient === undefined ? [] : [[name, gradient] as const];
    });
    return { loss: value, outputs, gradients: Object.fromEntries(reached) };
  });
  return run([]);
}

export interface GoldenRun {
  readonly report: GoldenReport;
  /** Trainable parameters that the loss does not depend on. */
  readonly withoutGradient: string[];
}

/**
 * `run` maps the inputs to tensors that the file stores under `out.` (named without that prefix) or `mid.` (with it),
 * in the file's layout. The loss is the file's sum over its cotangents.
 */
export async function runGolden(
  file: GoldenFile,
  module: Module,
  run: (inputs: Readonly<Record<string, tf.Variable>>) => Tensors,
  scope: Scope = 'module',
): Promise<GoldenRun> {
  const inputs = inputVariables(file);
  const trainable = module.trainableParameters();
  const variables = Object.fromEntries([
    ...Object.entries(inputs).map(([name, variable]) => [`input.${name}`, variable] as const),
    ...[...trainable].map(([name, { value }]) => [name, value] as const),
  ]);
  const { loss, outputs, gradients } = await differentiate(
    () => run(inputs),
    (tensors) => weighedSum(file, tensors),
    variables,
  );

  const computed = new Map<string, tf.Tensor>([['loss', loss]]);
  for (const [name, tensor] of Object.entries(outputs)) {
    computed.set(name.startsWith('mid.') ? name : `out.${name}`, tensor);
  }
  for (const [name, gradient] of Object.entries(gradients)) computed.set(`grad.${name}`, gradient);
  for (const [name, { value, buffer }] of module.namedParameters()) {
    if (buffer) computed.set(`buf.${name}`, value);
  }
  const report = new GoldenReport(file, scope);
  for (const [key, tensor] of computed) {
    if (file.tensors.has(key)) report.compare(key, await tensor.data());
  }
  return { report, withoutGradient: [...trainable.keys()].filter((name) => gradients[name] === undefined) };
}
