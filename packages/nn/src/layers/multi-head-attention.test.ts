// Laws of attention: permuting the memory changes nothing, identical memory
// tokens return that token, and self-attention is attention to itself.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { EVAL } from '../context.ts';
import { MultiHeadAttention } from './multi-head-attention.ts';

const gap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(a.sub(b).abs()).dataSync()[0] ?? Number.NaN;

describe('MultiHeadAttention', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  test('does not depend on the order of the memory', () => {
    const attention = new MultiHeadAttention(8, 4).initialize(1);
    const query = tf.randomUniform([2, 3, 8], -1, 1, 'float32', 1);
    const memory = tf.randomUniform([2, 5, 8], -1, 1, 'float32', 2);
    expect(
      gap(attention.forward(query, EVAL, memory), attention.forward(query, EVAL, memory.reverse(1))),
    ).toBeLessThan(1e-6);
  });

  test('a memory of equal tokens gives that token for every query', () => {
    const attention = new MultiHeadAttention(8, 2).initialize(2);
    const token = tf.randomUniform([1, 1, 8], -1, 1, 'float32', 3);
    const query = tf.randomUniform([1, 4, 8], -3, 3, 'float32', 4);
    const output = attention.forward(query, EVAL, token.tile([1, 6, 1]));
    expect(gap(output, attention.forward(token, EVAL))).toBeLessThan(1e-6);
  });

  test('self-attention equals attention to a copy', () => {
    const attention = new MultiHeadAttention(6, 3).initialize(3);
    const x = tf.randomUniform([2, 4, 6], -1, 1, 'float32', 5);
    expect(gap(attention.forward(x, EVAL), attention.forward(x, EVAL, x.clone()))).toBeLessThan(1e-6);
  });

  test('tells how much each query looks at each memory token', () => {
    const attention = new MultiHeadAttention(8, 2).initialize(4);
    const query = tf.randomUniform([2, 3, 8], -1, 1, 'float32', 6);
    const { output, weights } = attention.attend(
      query,
      EVAL,
      tf.randomUniform([2, 5, 8], -1, 1, 'float32', 7),
    );
    expect(output.shape).toEqual([2, 3, 8]);
    expect(weights.shape).toEqual([2, 2, 3, 5]);
    expect(gap(weights.sum(-1), tf.ones([2, 2, 3]))).toBeLessThan(1e-6);
  });

  test('refuses a width that the heads do not divide', () => {
    expect(() => new MultiHeadAttention(10, 4)).toThrow('width 10 cannot be split into 4');
  });
});
