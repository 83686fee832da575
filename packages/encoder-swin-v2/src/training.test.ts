// What training relies on: true gradients, stochastic depth, blocks that start as
// the identity, frozen parts, and tensors that are freed.
import { fillModule } from '@dg-sct/goldens';
import { EVAL, type Parameter, RandomStream } from '@dg-sct/nn';
import { BACKEND_NAME, compile, element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { SwinV2, type SwinV2Config, SwinV2Error } from './index.ts';

const CONFIG: SwinV2Config = {
  imageSize: 16,
  patchSize: 2,
  embedDim: 8,
  depths: [2, 1],
  heads: [2, 4],
  windowSize: 4,
  classes: 3,
};

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});

const images = (batch: number): tf.Tensor => tf.randomUniform([batch, 16, 16, 3], -1, 1, 'float32', 7);

async function numbers(tensor: tf.Tensor): Promise<number[]> {
  return Array.from(await tensor.data());
}

test('along any direction, the gradient of every parameter is the slope of the loss', async () => {
  const model = fillModule(new SwinV2(CONFIG), 'swin.');
  const parameters = [...model.trainableParameters().values()];
  const image = images(2);
  const loss = () => tf.sum(model.forward(image, EVAL).square()) as tf.Scalar;
  const compiled = compile(loss);
  const differentiated = compile(() => tf.grads(loss)(parameters.map(({ value }) => value)));
  const gradients = await Promise.all((await differentiated([])).map(numbers));
  const start = await Promise.all(parameters.map(({ value }) => numbers(value)));
  const lossAt = async (parameter: Parameter, values: number[]): Promise<number> => {
    parameter.set(Float32Array.from(values));
    return element(await (await compiled([])).data(), 0);
  };
  const step = 4e-3;
  const checkAlong = async (parameter: Parameter, origin: number[], gradient: number[], seed: number) => {
    const direction = unitVector(origin.length, seed);
    const change = async (distance: number): Promise<number> => {
      const ahead = await lossAt(parameter, along(origin, direction, distance));
      return ahead - (await lossAt(parameter, along(origin, direction, -distance)));
    };
    const slope = (8 * (await change(step)) - (await change(2 * step))) / (12 * step);
    parameter.set(Float32Array.from(origin));
    // Float32 differences at this step are good to 2e-4 of the gradient's length.
    const allowed = 5e-4 * (1 + Math.hypot(...gradient));
    expect(Math.abs(slope - dot(gradient, direction)), parameter.name).toBeLessThan(allowed);
  };
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      for (const [i, parameter] of parameters.entries()) {
        await checkAlong(parameter, element(start, i), element(gradients, i), seed);
      }
    }),
    { numRuns: 1, endOnFailure: true },
  );
  await Promise.all([compiled.dispose(), differentiated.dispose()]);
  model.dispose();
});

test('at initialisation every block is the identity and the head sees a normalized embedding', async () => {
  const model = new SwinV2(CONFIG).initialize(3);
  const [stage] = model.stages;
  const tokens = model.embed(images(2));
  for (const block of stage?.blocks ?? []) {
    expect(await numbers(block.forward(tokens, EVAL))).toEqual(await numbers(tokens));
  }
  model.dispose();
});

test('stochastic depth drops or doubles the branch of whole samples, at the rate of the last block', async () => {
  const model = fillModule(new SwinV2({ ...CONFIG, dropPathRate: 0.5 }), 'swin.');
  const training = { training: true, random: new RandomStream(5) };
  const [first, last] = [model.stages[0]?.blocks[0], model.stages[1]?.blocks[0]];
  if (first === undefined || last === undefined) throw new RangeError('the model lacks blocks');
  const [input, deep] = [
    tf.ones([4, first.tokens, first.dim]),
    tf.randomNormal([200, last.tokens, last.dim]),
  ];
  expect(await numbers(first.attentionBranch(input, training))).toEqual(
    await numbers(first.attentionBranch(input, EVAL)),
  );
  for (const branch of ['attentionBranch', 'mlpBranch'] as const) {
    const factors = last[branch](deep, training).div(last[branch](deep, EVAL)).reshape([200, -1]);
    const [lowest, highest] = [await numbers(factors.min(1)), await numbers(factors.max(1))];
    for (const [sample, factor] of lowest.entries()) {
      expect(factor).toBeCloseTo(element(highest, sample), 5);
      expect(Math.min(Math.abs(factor), Math.abs(factor - 2))).toBeLessThan(1e-5);
    }
    const kept = lowest.filter((factor) => factor > 1).length;
    expect(kept).toBeGreaterThan(70);
    expect(kept).toBeLessThan(130);
  }
  training.random.dispose();
  model.dispose();
});

test('a disposed model leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const model = new SwinV2(CONFIG).initialize(1);
  const logits = tf.tidy(() => model.forward(images(1), EVAL));
  expect(logits.shape).toEqual([1, 3]);
  logits.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('an image of another size is refused with both sizes', () => {
  const model = new SwinV2(CONFIG).initialize(1);
  const forward = () => model.forward(tf.zeros([1, 32, 16, 3]), EVAL);
  expect(forward).toThrow(SwinV2Error);
  expect(forward).toThrow(/takes images \[batch, 16, 16, 3\] but was given \[1, 32, 16, 3\]/);
  model.dispose();
});

test('a model without a head gives features but no logits', () => {
  const model = new SwinV2({ ...CONFIG, classes: 0 }).initialize(1);
  expect(model.forwardFeatures(images(1), EVAL).shape).toEqual([1, 16, 16]);
  expect(() => model.forward(images(1), EVAL)).toThrow(/classes: 0/);
  model.dispose();
});

function unitVector(length: number, seed: number): number[] {
  const raw = Array.from({ length }, (_, i) => Math.sin(seed + 12.9898 * (i + 1)));
  const norm = Math.hypot(...raw);
  return raw.map((value) => value / norm);
}

function along(origin: number[], direction: number[], distance: number): number[] {
  return origin.map((value, i) => value + distance * element(direction, i));
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * element(b, i), 0);
}
