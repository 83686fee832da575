// Graphs on ONNX Runtime's WebGPU provider, small ones, against the CPU. A machine
// without a GPU can run them with SwiftShader, a Vulkan driver in software; one
// without either skips them and says so.
import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Case, cases, tensorsOf } from '../../test/kernel-cases.ts';
import { BACKEND_NAME, compile, gelu, layerNorm, runtime } from '../index.ts';

/** Where Debian's package chromium-common puts SwiftShader; another driver is named by VK_DRIVER_FILES. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** A case or two of each family of kernels. */
const CHOSEN = [
  ...[
    'tanh',
    'cos',
    'gelu',
    'add [4,1,3] [2,1]',
    'div [2,3] [3]',
    'mod int32',
    'where',
    'isNaN',
    'cast to int32',
  ],
  ...[
    'sum axes 0,2 kept',
    'mean axis -1',
    'argMax__op',
    'softmax',
    'layerNorm',
    'cumsum',
    'transpose',
    'concat',
  ],
  ...[
    'stridedSlice',
    'mirrorPad',
    'gather axis 1',
    'segment sum',
    'oneHot',
    'matMul true true',
    'randomUniform',
    'topk',
  ],
  ...[
    'conv2d stride 2 pad same dilation 1',
    'depthwiseConv2d stride 1 pad same dilation 1',
    'conv2dTranspose',
  ],
  ...['maxPool stride 2 pad valid dilation 1', 'resizeBilinear true', 'batchNorm', 'einsum'],
];

/** WGSL lets sin and cos be wrong by 2^-11; all else is float32 rounding of a few chained operations. */
const toleranceOf = (name: string): number => (name === 'cos' ? 2 ** -11 : 3e-6);

let missing: string | undefined;
beforeAll(async () => {
  if (process.env.VK_DRIVER_FILES === undefined && existsSync(SWIFTSHADER)) {
    process.env.VK_DRIVER_FILES = SWIFTSHADER;
  }
  missing = await runtime.whyMissing('webgpu');
});
beforeEach((context) => {
  context.skip(missing !== undefined, `WebGPU has no adapter on this machine: ${missing}`);
});
afterAll(() => runtime.dispose());

function caseOf(name: string): Case {
  const found = cases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`there is no case "${name}"`);
  return found;
}

async function valuesOn(backend: string, run: () => tf.Tensor | Promise<tf.Tensor>): Promise<number[]> {
  await tf.setBackend(backend);
  return [...(await (await run()).data())];
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThan(tolerance * (1 + Math.abs(value)));
  }
}

describe('on WebGPU', () => {
  it.each(CHOSEN)('%s equals tfjs on the CPU', async (name) => {
    const chosen = caseOf(name);
    const expected = await valuesOn('cpu', () => chosen.body(...tensorsOf(chosen)));
    const compiled = compile((tensors: tf.Tensor[]) => chosen.body(...tensors), {
      executionProviders: ['webgpu'],
    });
    expectClose(await valuesOn(BACKEND_NAME, () => compiled(tensorsOf(chosen))), expected, toleranceOf(name));
    await compiled.dispose();
  });

  it('a training step changes parameters as on the CPU', async () => {
    await tf.setBackend(BACKEND_NAME);
    const images = tf.randomNormal([4, 6, 6, 2], 0, 1, 'float32', 1) as tf.Tensor4D;
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 1], 'int32'), 3).toFloat();
    const train = async (provider: string): Promise<number[]> => {
      const filter = tf.variable(tf.randomNormal([3, 3, 2, 4], 0, 0.3, 'float32', 2) as tf.Tensor4D);
      const [gamma, beta] = [tf.variable(tf.ones([4])), tf.variable(tf.zeros([4]))];
      const weight = tf.variable(tf.randomNormal([4, 3], 0, 0.3, 'float32', 3) as tf.Tensor2D);
      const optimizer = tf.train.sgd(0.5);
      const step = compile(
        () => {
          const forward = (): tf.Scalar => {
            const features = layerNorm(gelu(tf.conv2d(images, filter, 2, 'same')), gamma, beta).mean([1, 2]);
            return tf.losses.softmaxCrossEntropy(
              labels,
              tf.matMul(features as tf.Tensor2D, weight),
            ) as tf.Scalar;
          };
          return optimizer.minimize(forward, true) as tf.Scalar;
        },
        { executionProviders: [provider] },
      );
      const numbers: number[] = [];
      for (let i = 0; i < 3; i++) numbers.push(...(await (await step([])).data()));
      for (const variable of [filter, gamma, beta, weight]) numbers.push(...(await variable.data()));
      await step.dispose();
      return numbers;
    };
    const expected = await train('cpu');
    expect(expected[2]).toBeLessThan(expected[0] ?? 0);
    expectClose(await train('webgpu'), expected, 1e-5);
  });
});
