// Results of a step stay where they were computed, as PyTorch's stay in its
// memory: a step assigns them to variables, and they are read for the sample only.
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Prepared } from './case.ts';
import { SAMPLES } from './protocol.ts';

/** A case that computes arrays of the given shapes. */
export function computing(shapes: readonly (readonly number[])[], compute: () => tf.Tensor[]): Prepared {
  const results = shapes.map((shape) => tf.variable(tf.zeros([...shape]), false));
  const step = compile(() => {
    const computed = compute();
    for (const [index, result] of results.entries()) result.assign(computed[index] as tf.Tensor);
    return [];
  });
  return {
    step: async () => {
      await step([]);
    },
    sample: () => samplesOf(results),
  };
}

/**
 * A case that computes `fn` of the inputs, and the gradient of each where `slope` is the result's.
 * Inputs are variables, so nothing is computed ahead of the step.
 */
export function differentiating(
  fn: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Variable[],
  slope: tf.Variable,
): Prepared {
  const shapes = [slope, ...inputs].map(({ shape }) => shape);
  const withGradients = tf.valueAndGrads(fn);
  return computing(shapes, () => {
    const { value, grads } = withGradients([...inputs], slope);
    return [value, ...grads];
  });
}

/** Numbers of every array, in order. */
export async function samplesOf(tensors: readonly tf.Tensor[]): Promise<number[][]> {
  const samples: number[][] = [];
  for (const tensor of tensors) samples.push(sampleOf(await tensor.data()));
  return samples;
}

/** Elements evenly spread over an array. */
function sampleOf(data: ArrayLike<number>): number[] {
  const count = Math.min(SAMPLES, data.length);
  return Array.from({ length: count }, (_, i) => data[Math.floor((i * data.length) / count)] ?? Number.NaN);
}
