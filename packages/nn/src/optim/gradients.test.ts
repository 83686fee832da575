// Loss and gradients, clipping and summing: closed forms.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { values } from '../init.ts';
import { Parameter } from '../parameter.ts';
import { GradientSum } from './gradient-sum.ts';
import { clipByGlobalNorm, valueAndGradients } from './gradients.ts';

beforeAll(() => tf.setBackend('cpu'));

function parameterOf(...data: number[]): Parameter {
  const parameter = new Parameter([data.length], { init: values(Float32Array.from(data)) });
  parameter.initialize(() => 0);
  return parameter;
}

const read = async (tensor: tf.Tensor | undefined): Promise<number[]> => [...((await tensor?.data()) ?? [])];

test('gives every term of the loss and the gradients by name', async () => {
  const a = parameterOf(1, 2);
  const b = parameterOf(3);
  const { value, gradients } = valueAndGradients(
    () => {
      const squares = a.value.square().sum();
      const product = b.value.mul(5).sum();
      return { total: squares.add(product), squares, product };
    },
    new Map([
      ['a', a],
      ['b', b],
    ]),
  );
  expect(await read(value.total)).toEqual([20]);
  expect(await read(value.squares)).toEqual([5]);
  expect(await read(value.product)).toEqual([15]);
  expect(await read(gradients.get('a'))).toEqual([2, 4]);
  expect(await read(gradients.get('b'))).toEqual([5]);
});

test('leaves out parameters that the loss does not reach', () => {
  const named = new Map([
    ['used', parameterOf(1)],
    ['unused', parameterOf(1)],
  ]);
  const { gradients } = valueAndGradients(
    () => ({ total: named.get('used')?.value.sum() ?? tf.scalar(0) }),
    named,
  );
  expect([...gradients.keys()]).toEqual(['used']);
});

test('a term that is the total itself stays readable, and no tensor outlives the scope', async () => {
  const a = parameterOf(2);
  const before = tf.memory().numTensors;
  const total = tf.tidy(() => {
    const { value } = valueAndGradients(
      () => {
        const sum = a.value.square().sum();
        return { total: sum, sum };
      },
      new Map([['a', a]]),
    );
    return value.sum;
  });
  expect(await read(total)).toEqual([4]);
  total.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('asks for parameters when there are none', () => {
  expect(() => valueAndGradients(() => ({ total: tf.scalar(1) }), new Map())).toThrow(/trainable/);
});

test('clips gradients to a joint norm and leaves smaller ones alone', async () => {
  const gradients = new Map<string, tf.Tensor>([
    ['a', tf.tensor1d([3, 0])],
    ['b', tf.tensor2d([[4]])],
  ]);
  const { gradients: clipped, norm } = clipByGlobalNorm(gradients, 1);
  expect(await read(norm)).toEqual([5]);
  expect((await read(clipped.get('a')))[0]).toBeCloseTo(0.6, 6);
  expect((await read(clipped.get('b')))[0]).toBeCloseTo(0.8, 6);
  expect(await read(clipByGlobalNorm(gradients, 10).gradients.get('a'))).toEqual([3, 0]);
});

test('sums gradients of several batches and starts again from zero', async () => {
  const sum = new GradientSum(new Map([['a', parameterOf(0, 0)]]));
  const gradient = (x: number, y: number) => new Map([['a', tf.tensor1d([x, y])]]);
  sum.add(gradient(1, 2));
  sum.add(gradient(10, 20));
  expect(await read(sum.take(gradient(100, 200)).get('a'))).toEqual([111, 222]);
  expect(await read(sum.take(gradient(5, 6)).get('a'))).toEqual([5, 6]);
  expect(() => sum.add(new Map([['b', tf.scalar(1)]]))).toThrow(/"b"/);
});
