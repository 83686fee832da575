// Runs a module on a golden file's inputs and compares outputs, loss, every
// gradient and the running statistics. For tests only.
import { type GoldenFile, GoldenReport, goldenCotangent, goldenInput, type Scope } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

export const BACKEND = 'cpu';

export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** The file's inputs as variables, so that gradients reach them. */
export function inputVariables(file: GoldenFile): Record<string, tf.Variable> {
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

function named(tensors: Tensors, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new RangeError(`the run gave no tensor "${name}"`);
  return tensor;
}

export interface GoldenRun {
  readonly report: GoldenReport;
  /** Trainable parameters that the loss does not depend on. */
  readonly withoutGradient: string[];
}

/**
 * `run` maps the inputs to every tensor the file stores under `out.` and `mid.`, in the file's layout;
 * `out.` names are given without that prefix. The loss is the file's own unless `objective` replaces it.
 */
export function runGolden(
  file: GoldenFile,
  module: Module,
  run: (inputs: Readonly<Record<string, tf.Variable>>) => Tensors,
  objective: (outputs: Tensors) => tf.Scalar = (outputs) => weighedSum(file, outputs),
  scope: Scope = 'module',
): GoldenRun {
  const inputs = inputVariables(file);
  const parameters = module.trainableParameters();
  const kept: Record<string, tf.Tensor> = {};
  const variables = [...Object.values(inputs), ...[...parameters.values()].map(({ value }) => value)];
  const { value: loss, grads } = tf.variableGrads(() => {
    const outputs = run(inputs);
    for (const [name, tensor] of Object.entries(outputs)) kept[name] = tf.keep(tensor.clone());
    return objective(outputs);
  }, variables);

  const computed = new Map<string, tf.Tensor>([['loss', loss]]);
  for (const [name, tensor] of Object.entries(kept)) {
    computed.set(name.startsWith('mid.') ? name : `out.${name}`, tensor);
  }
  const withoutGradient: string[] = [];
  for (const [name, { value }] of parameters) {
    const gradient = grads[value.name];
    if (gradient === undefined) withoutGradient.push(name);
    else computed.set(`grad.${name}`, gradient);
  }
  for (const [name, variable] of Object.entries(inputs)) {
    const gradient = grads[variable.name];
    if (gradient !== undefined) computed.set(`grad.input.${name}`, gradient);
  }
  for (const [name, { value, buffer }] of module.namedParameters()) {
    if (buffer) computed.set(`buf.${name}`, value);
  }

  const report = new GoldenReport(file, scope);
  for (const [key, tensor] of computed) {
    if (file.tensors.has(key)) report.compare(key, tensor.dataSync());
  }
  return { report, withoutGradient };
}
