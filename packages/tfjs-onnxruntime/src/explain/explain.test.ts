// Explanations of graphs that are small enough to count by hand.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaf, node } from '../../test/nodes.ts';
import { BACKEND_NAME, compile, explain, layerNorm, runtime, scope } from '../index.ts';
import type { Node } from '../value.ts';
import { costOf } from './cost.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});
afterAll(() => runtime.dispose());

const spec = (...shape: number[]) => ({ shape });

describe('costOf', () => {
  it.each<[string, Node, number, number]>([
    ['a sum', node('Add', [leaf(2, 3), leaf(3)], [[2, 3]]), 6, 4 * (6 + 3 + 6)],
    [
      'a product',
      node('MatMul', [leaf(5, 2, 3), leaf(3, 4)], [[5, 2, 4]]),
      5 * 2 * 4 * 6,
      4 * (30 + 12 + 40),
    ],
    [
      'a product of a transposed matrix, with a bias',
      node('Gemm', [leaf(3, 2), leaf(3, 4), leaf(4)], [[2, 4]], { transA: 1 }),
      2 * 4 * (2 * 3 + 1),
      4 * (6 + 12 + 4 + 8),
    ],
    [
      'a convolution in two groups',
      node('Conv', [leaf(1, 4, 7, 7), leaf(6, 2, 3, 3)], [[1, 6, 5, 5]]),
      2 * 6 * 25 * (2 * 9),
      4 * (196 + 108 + 150),
    ],
    [
      'a transposed convolution',
      node('ConvTranspose', [leaf(1, 4, 5, 5), leaf(4, 3, 2, 2)], [[1, 3, 6, 6]]),
      2 * 100 * (3 * 4),
      4 * (100 + 48 + 108),
    ],
    [
      'a pool',
      node('MaxPool', [leaf(1, 3, 4, 4)], [[1, 3, 2, 2]], { kernel_shape: [2, 2] }),
      12 * 4,
      4 * (48 + 12),
    ],
    [
      'products by letters',
      node('Einsum', [leaf(2, 3), leaf(3, 4)], [[2, 4]], { equation: 'ij,jk->ik' }),
      2 * 24,
      4 * (6 + 12 + 8),
    ],
    ['a mean', node('ReduceMean', [leaf(2, 8)], [[2, 1]]), 16, 4 * 18],
    ['a softmax', node('Softmax', [leaf(2, 8)], [[2, 8]]), 80, 4 * 32],
    ['a transposition', node('Transpose', [leaf(2, 8)], [[8, 2]]), 0, 4 * 32],
    ['a row of a table', node('Gather', [leaf(1000, 8), leaf(2)], [[2, 8]]), 0, 4 * (16 + 2 + 16)],
    ['another shape', node('Reshape', [leaf(2, 8), leaf(1)], [[16]]), 0, 0],
  ])('%s', (_, made, flops, bytes) => {
    expect(costOf(made)).toEqual({ flops, bytes });
  });
});

describe('explain', () => {
  it('counts nodes, operations, bytes and memory of a layer, and names its tensors', async () => {
    const weight = tf.variable(tf.ones([8, 4]), true, 'layer/weight');
    const bias = tf.variable(tf.ones([4]), false, 'layer/bias');
    const layer = ({ x }: { x: tf.Tensor2D }): tf.Tensor =>
      scope('layer', () => tf.matMul(x, weight).add(bias).relu());
    const { toString: _, ...facts } = await explain(layer, { x: spec(3, 8) });
    const product = { op: 'Gemm', nodes: 1, flops: 12 * 17, bytes: 4 * (24 + 32 + 4 + 12) };
    const relu = { op: 'Relu', nodes: 1, flops: 12, bytes: 4 * 24 };
    expect(facts).toMatchObject({
      name: 'layer',
      nodes: 2,
      flops: product.flops + relu.flops,
      bytes: product.bytes + relu.bytes,
      kinds: [product, relu],
      memory: { arguments: 96, variables: 144, constants: 0, results: 96, peak: 96 + 144 + 96 },
    });
    expect(facts.memory.resultsPeakAt).toBe('Relu in layer');
    expect(facts.largest.map(({ kind, name, scope, bytes }) => [kind, name, scope, bytes])).toEqual([
      ['variable', 'layer/weight', '', 128],
      ['argument', 'x', '', 96],
      ['result', 'Gemm', 'layer', 48],
      ['result', 'Relu', 'layer', 48],
      ['variable', 'layer/bias', '', 16],
    ]);
  });

  it.each([
    [false, 800],
    [true, 400],
  ])('counts state twice unless it changes in place: %s', async (inPlace, variables) => {
    const total = tf.variable(tf.zeros([100]), false);
    const step = compile(
      (x: tf.Tensor) => {
        total.assign(total.add(x));
        return total.sum();
      },
      { name: 'step', inPlace },
    );
    const explanation = await step.explain(spec(100));
    expect(explanation.memory).toMatchObject({ arguments: 400, variables, results: 4 });
    expect([...(await (await step(tf.ones([100]))).data())]).toEqual([100]);
    expect((await step.explain(tf.ones([100]))).memory).toEqual(explanation.memory);
    await step.dispose();
  });

  it('explains what is left after the clean-up', async () => {
    const table = tf.variable(tf.ones([4, 4]), false);
    const { kinds, memory } = await explain((x: tf.Tensor) => x.mul(1).add(table.exp()), spec(4, 4));
    expect(kinds.map(({ op }) => op)).toEqual(['Add']);
    expect(memory).toMatchObject({ variables: 0, constants: 64 });
  });

  it('is readable text', async () => {
    const [gamma, beta] = [tf.variable(tf.ones([1000])), tf.variable(tf.zeros([1000]))];
    const norm = (x: tf.Tensor): tf.Tensor => scope('block 3', () => layerNorm(x, gamma, beta));
    const text = String(await explain(norm, spec(500, 1000), { name: 'forward' }));
    expect(text.split('\n').slice(0, 7)).toEqual([
      'forward: 1 node, 3.50 MFLOP, 4.01 MB read and written',
      'memory: about 4.01 MB at most',
      '  2.00 MB arguments, 8.00 kB variables, 0 B constants',
      '  2.00 MB results (most at LayerNormalization in block 3)',
      '',
      'operation           nodes    FLOP    bytes',
      'LayerNormalization      1  3.50 M  4.01 MB',
    ]);
    expect(text).toContain('2.00 MB  float32[500,1000]  LayerNormalization in block 3');
  });
});
