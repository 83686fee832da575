// A module's outputs and the gradients of a loss, all in one computation.
import { type GoldenFile, goldenCotangent, goldenInput, type HostArray, type Numbers } from '@dg-sct/goldens';
import { Parameter, valueAndGradients, zeros } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { evaluate, read, type Tensors, tensorOf } from './evaluate.ts';

export interface Differentiated {
  readonly outputs: Map<string, Numbers>;
  readonly loss: Numbers;
  /** By name, of those variables that the loss depends on. */
  readonly gradients: Map<string, Numbers>;
}

/** Runs `forward` once and differentiates `objective` of its outputs with respect to `variables`. */
export async function differentiate(
  forward: () => Tensors,
  objective: (outputs: Tensors) => tf.Tensor,
  variables: ReadonlyMap<string, Parameter>,
): Promise<Differentiated> {
  const compiled = compile(
    () => {
      const { value, gradients } = valueAndGradients(() => {
        const outputs = forward();
        return { ...outputs, total: objective(outputs) };
      }, variables);
      const { total, ...outputs } = value;
      return { outputs, total, gradients: Object.fromEntries(gradients) };
    },
    { name: 'golden' },
  );
  const { outputs, total, gradients } = await compiled([]);
  const loss = await total.data();
  total.dispose();
  const values = { outputs: await read(outputs), loss, gradients: await read(gradients) };
  await compiled.dispose();
  return values;
}

/**
 * Runs `forward` once and differentiates the golden loss: the sum over the file's cotangents. A file without any has
 * no gradients, and none are computed. `forward` names its outputs as the file's keys do.
 */
export async function runGolden(
  file: GoldenFile,
  forward: () => Tensors,
  variables: ReadonlyMap<string, Parameter>,
): Promise<Differentiated> {
  if (file.cotangents.length > 0) {
    return differentiate(forward, (outputs) => weighedSum(file, outputs), variables);
  }
  return { outputs: await evaluate(forward), loss: [], gradients: new Map() };
}

/** An input that gradients are wanted for. */
export const inputParameter = (file: GoldenFile, name: string): Parameter =>
  parameterOf(goldenInput(file, name));

/** Values that gradients are wanted for. */
export function parameterOf({ data, shape }: HostArray): Parameter {
  const parameter = new Parameter(shape, { init: zeros });
  parameter.set(data);
  return parameter;
}

/** Each output times its cotangent, summed. Cotangents of other outputs belong to other cases of the file. */
function weighedSum(file: GoldenFile, outputs: Tensors): tf.Tensor {
  const terms = file.cotangents.flatMap(({ output }) => {
    const tensor = outputs[`out.${output}`] ?? outputs[output];
    return tensor === undefined ? [] : [tensor.mul(tensorOf(goldenCotangent(file, output))).sum()];
  });
  if (terms.length === 0) throw new RangeError('the loss has no term: no output has a cotangent');
  return tf.addN(terms);
}
