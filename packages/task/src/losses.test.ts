// The shared losses against their definitions, and where naive forms break.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { binaryCrossEntropy, boundedBinaryCrossEntropy, crossEntropy } from './losses.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('binaryCrossEntropy', () => {
  test('is the mean of -y log p - (1 - y) log(1 - p)', () => {
    const logits = [-2, 0, 0.5, 3];
    const targets = [0, 1, 0.25, 1];
    const expected = logits.map((x, i) => {
      const p = 1 / (1 + Math.exp(-x));
      const y = targets[i] ?? 0;
      return -y * Math.log(p) - (1 - y) * Math.log(1 - p);
    });
    const loss = binaryCrossEntropy(tf.tensor1d(logits), tf.tensor1d(targets));
    expect(loss.dataSync()[0]).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / 4, 6);
  });

  test('has the gradient (sigmoid - target) / count, also at zero and far out', () => {
    const gradient = tf.grad((x) => binaryCrossEntropy(x, tf.tensor1d([1, 0, 1, 0])))(
      tf.tensor1d([0, 0, -200, 200]),
    );
    expect(Array.from(gradient.dataSync())).toEqual([-0.125, 0.125, -0.25, 0.25]);
  });

  test('stays finite for large logits', () => {
    expect(binaryCrossEntropy(tf.tensor1d([1e4, -1e4]), tf.tensor1d([0, 1])).dataSync()[0]).toBe(1e4);
  });
});

describe('boundedBinaryCrossEntropy', () => {
  const bounds = { low: 1e-7, high: 1 - 1e-7 };

  test('is the cross-entropy of the logits where nothing is cut off', () => {
    const logits = tf.tensor1d([-2, 0, 0.5, 3]);
    const targets = tf.tensor1d([0, 1, 0.25, 1]);
    const loss = (x: tf.Tensor): tf.Scalar => boundedBinaryCrossEntropy(x.sigmoid(), targets, bounds);
    const expected = (x: tf.Tensor): tf.Scalar => binaryCrossEntropy(x, targets);
    expect(loss(logits).dataSync()[0]).toBeCloseTo(expected(logits).dataSync()[0] ?? Number.NaN, 6);
    const [slopes, others] = [tf.grad(loss)(logits), tf.grad(expected)(logits)];
    expect(slopes.sub(others).abs().max().dataSync()[0]).toBeLessThan(1e-6);
  });

  test('is finite for certain answers, with the given bounds and without a gradient', () => {
    const certain = tf.tensor1d([0, 1]);
    const wrong = (x: tf.Tensor): tf.Scalar => boundedBinaryCrossEntropy(x, tf.tensor1d([1, 0]), bounds);
    expect(wrong(certain).dataSync()[0]).toBeCloseTo(-Math.log(1e-7), 4);
    expect(Array.from(tf.grad(wrong)(certain).abs().dataSync())).toEqual([0, 0]);
  });
});

describe('crossEntropy', () => {
  test('is the mean of -log softmax at the class', () => {
    const logits = tf.tensor2d([
      [1, 2, 3],
      [0, 0, 0],
    ]);
    const loss = crossEntropy(logits, tf.tensor1d([2, 0], 'int32'));
    const first = Math.log(Math.exp(-2) + Math.exp(-1) + 1);
    expect(loss.dataSync()[0]).toBeCloseTo((first + Math.log(3)) / 2, 6);
  });

  test('has the gradient (softmax - one-hot) / batch', () => {
    const gradient = tf.grad((x) => crossEntropy(x, tf.tensor1d([1], 'int32')))(tf.zeros([1, 2]));
    expect(Array.from(gradient.dataSync())).toEqual([0.5, -0.5]);
  });
});
