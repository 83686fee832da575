// Linear, LayerNorm, BatchNorm, dropout and stochastic depth against their definitions.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { EVAL } from '../context.ts';
import { uniform } from '../init.ts';
import { valueAndGradients } from '../optim/gradients.ts';
import { Parameter } from '../parameter.ts';
import { RandomStream, seededRandom } from '../random.ts';
import { BatchNorm } from './batch-norm.ts';
import { dropout, dropPath } from './dropout.ts';
import { LayerNorm } from './layer-norm.ts';
import { Linear } from './linear.ts';

beforeAll(() => tf.setBackend('cpu'));

const numbers = async (tensor: tf.Tensor): Promise<number[]> => Array.from(await tensor.data());

async function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  const [gap = Number.NaN] = await tf.max(actual.sub(expected).abs()).data();
  expect(gap).toBeLessThan(tolerance);
}

describe('Linear', () => {
  test('multiplies the last axis for any number of leading axes', async () => {
    const layer = new Linear(2, 3);
    layer.weight.set(Float32Array.of(1, 2, 3, 4, 5, 6));
    layer.bias?.set(Float32Array.of(10, 20, 30));
    const y = layer.forward(tf.tensor([1, 0, 0, 1], [2, 1, 2]));
    expect(y.shape).toEqual([2, 1, 3]);
    expect(await numbers(y)).toEqual([11, 23, 35, 12, 24, 36]);
    expect((await numbers(layer.forward(tf.tensor1d([1, 1])))).join()).toBe('13,27,41');
  });

  test('has no bias where none is wanted', async () => {
    const layer = new Linear(1, 1, { bias: false });
    layer.weight.set(Float32Array.of(3));
    expect([...layer.namedParameters().keys()]).toEqual(['weight']);
    expect(await numbers(layer.forward(tf.tensor2d([[2]])))).toEqual([6]);
  });
});

test('LayerNorm gives mean and deviation of its bias and weight, whatever the scale of the input', async () => {
  const layer = new LayerNorm(64).initialize(0);
  layer.weight.set(new Float32Array(64).fill(2));
  layer.bias.set(new Float32Array(64).fill(3));
  const x = tf.randomNormal([5, 64], 40, 7, 'float32', 1);
  const { mean, variance } = tf.moments(layer.forward(x), -1);
  await expectClose(mean, tf.fill([5], 3), 1e-3);
  await expectClose(variance, tf.fill([5], 4), 1e-3);
});

describe('BatchNorm', () => {
  const x = tf.tensor2d([
    [1, 10],
    [3, 20],
    [5, 60],
  ]);

  test('training: batch statistics out, unbiased variance into the running one', async () => {
    const layer = new BatchNorm(2, { epsilon: 0 }).initialize(0);
    const y = layer.forward(x, { training: true });
    const deviations = [Math.sqrt(8 / 3), Math.sqrt(1400 / 3)];
    await expectClose(y, x.sub(tf.tensor1d([3, 30])).div(tf.tensor1d(deviations)));
    await expectClose(layer.runningMean.value, tf.tensor1d([0.3, 3]));
    await expectClose(layer.runningVariance.value, tf.tensor1d([0.9 + 0.4, 0.9 + 70]));
    expect(await layer.batchesTracked.read()).toEqual(Int32Array.of(1));
  });

  test('training: the gradient is that of the definition, through the statistics, too', async () => {
    const layer = new BatchNorm(4, { epsilon: 0.1 }).initialize(0);
    layer.weight.set(Float32Array.of(1, -2, 3, 0.5));
    const input = new Parameter([2, 5, 4], { init: uniform(-1, 3) });
    input.initialize(seededRandom(1));
    const dy = tf.randomNormal([2, 5, 4], 0, 1, 'float32', 2);
    const normalized = (x: tf.Tensor): tf.Tensor => {
      const { mean, variance } = tf.moments(x, [0, 1]);
      return x.sub(mean).div(variance.add(0.1).sqrt());
    };
    const expected = {
      weight: dy.mul(normalized(input.value)).sum([0, 1]),
      bias: dy.sum([0, 1]),
      input: tf.grad((x: tf.Tensor) => normalized(x).mul(layer.weight.value))(input.value, dy),
    };
    const { gradients } = valueAndGradients(
      () => ({ total: layer.forward(input.value, { training: true }).mul(dy).sum() }),
      new Map([...layer.trainableParameters(), ['input', input]]),
    );
    for (const [name, gradient] of Object.entries(expected)) {
      await expectClose(gradients.get(name) ?? tf.scalar(Number.NaN), gradient, 1e-4);
    }
  });

  test('evaluation: running statistics, unchanged', async () => {
    const layer = new BatchNorm(2, { epsilon: 0 }).initialize(0);
    layer.runningMean.set(Float32Array.of(1, 2));
    layer.runningVariance.set(Float32Array.of(4, 16));
    await expectClose(layer.forward(x, EVAL), x.sub(tf.tensor1d([1, 2])).div(tf.tensor1d([2, 4])));
    expect(await layer.batchesTracked.read()).toEqual(Int32Array.of(0));
  });
});

describe('noise', () => {
  const ones = tf.ones([100, 20, 5]);

  test('evaluation and rate 0 leave the input alone', () => {
    for (const drop of [dropout, dropPath]) {
      expect(drop(ones, 0.5, EVAL)).toBe(ones);
      expect(drop(ones, 0, { training: true })).toBe(ones);
    }
  });

  test('dropout drops single values and keeps the mean', async () => {
    const dropped = await numbers(dropout(ones, 0.25, { training: true, random: new RandomStream(1) }));
    expect(new Set(dropped)).toEqual(new Set([0, Math.fround(4 / 3)]));
    // 10,000 values: the share of zeros has a deviation of 0.0043.
    expect(Math.abs(dropped.filter((value) => value === 0).length / dropped.length - 0.25)).toBeLessThan(
      0.02,
    );
  });

  test('dropPath drops whole samples', async () => {
    const y = dropPath(ones, 0.5, { training: true, random: new RandomStream(2) }).reshape([100, 100]);
    expect(await numbers(y.min(1))).toEqual(await numbers(y.max(1)));
    expect(new Set(await numbers(y))).toEqual(new Set([0, 2]));
  });

  test('training without a random stream says what is missing', () => {
    expect(() => dropout(ones, 0.1, { training: true })).toThrow(/random stream/);
  });
});
