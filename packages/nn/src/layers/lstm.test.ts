// The unrolled LSTM against a plain loop over numbers, and the law that ties its
// two directions together.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lstm } from './lstm.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One direction over `[T][in]`, straight from the defining equations. */
function reference(inputs: number[][], weights: Record<string, number[][]>, bias: number[]): number[][] {
  const hidden = bias.length / 4;
  let h = new Array<number>(hidden).fill(0);
  let c = new Array<number>(hidden).fill(0);
  const dot = (row: number[] | undefined, x: number[]): number =>
    (row ?? []).reduce((sum, value, i) => sum + value * (x[i] ?? 0), 0);
  return inputs.map((x) => {
    const gates = bias.map((b, row) => b + dot(weights.input?.[row], x) + dot(weights.hidden?.[row], h));
    const gate = (kind: number, unit: number): number => gates[kind * hidden + unit] ?? 0;
    c = c.map((old, u) => sigmoid(gate(1, u)) * old + sigmoid(gate(0, u)) * Math.tanh(gate(2, u)));
    h = c.map((value, u) => sigmoid(gate(3, u)) * Math.tanh(value));
    return h;
  });
}

describe('Lstm', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  test('follows the equations step by step', () => {
    const lstm = new Lstm(3, 2).initialize(1);
    const parameters = lstm.namedParameters();
    const array = (name: string): unknown => parameters.get(name)?.value.arraySync();
    const bias = parameters.get('bias_ih_l0')?.value.add(parameters.get('bias_hh_l0')?.value ?? 0);
    const x = tf.randomUniform([1, 5, 3], -2, 2, 'float32', 7);
    const expected = reference(
      (x.arraySync() as number[][][])[0] ?? [],
      { input: array('weight_ih_l0') as number[][], hidden: array('weight_hh_l0') as number[][] },
      bias?.arraySync() as number[],
    );
    const actual = lstm.forward(x);
    expect(actual.shape).toEqual([1, 5, 2]);
    expect(tf.max(actual.sub(tf.tensor([expected])).abs()).dataSync()[0]).toBeLessThan(1e-6);
  });

  test('the backward half reads time in reverse', () => {
    const both = new Lstm(3, 4, { bidirectional: true }).initialize(2);
    const single = new Lstm(3, 4);
    const parameters = both.namedParameters();
    for (const [name, parameter] of single.namedParameters()) {
      parameter.set((parameters.get(`${name}_reverse`)?.value.dataSync() ?? []) as Float32Array);
    }
    const x = tf.randomUniform([2, 6, 3], -1, 1, 'float32', 3);
    const backward = both.forward(x).slice([0, 0, 4], [2, 6, 4]);
    const mirrored = single.forward(x.reverse(1)).reverse(1);
    expect(tf.max(backward.sub(mirrored).abs()).dataSync()[0]).toBeLessThan(1e-6);
  });

  test('a layer reads the one below, and the last states are those of the last step', () => {
    const both = new Lstm(3, 2, { layers: 2 }).initialize(6);
    const parameters = both.namedParameters();
    const layers = [new Lstm(3, 2), new Lstm(2, 2)];
    for (const [index, layer] of layers.entries()) {
      for (const [name, parameter] of layer.namedParameters()) {
        const source = parameters.get(name.replace('l0', `l${index}`));
        parameter.set((source?.value.dataSync() ?? []) as Float32Array);
      }
    }
    const x = tf.randomUniform([2, 5, 3], -1, 1, 'float32', 8);
    const [low, high] = layers as [Lstm, Lstm];
    const below = low.run(x);
    const above = high.run(below.sequence);
    const run = both.run(x);
    const gap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(a.sub(b).abs()).dataSync()[0] ?? Number.NaN;
    expect(gap(run.sequence, above.sequence)).toBe(0);
    expect(gap(run.hidden, tf.concat([below.hidden, above.hidden]))).toBe(0);
    expect(gap(run.cell, tf.concat([below.cell, above.cell]))).toBe(0);
    expect(gap(above.hidden.squeeze([0]), above.sequence.slice([0, 4, 0], [2, 1, 2]).squeeze([1]))).toBe(0);
  });

  test.each([
    [1, false],
    [1, true],
    [3, false],
  ])('has a gradient for %i steps, bidirectional %s', (steps, bidirectional) => {
    const lstm = new Lstm(3, 2, { bidirectional }).initialize(4);
    const x = tf.randomUniform([2, steps, 3], -1, 1, 'float32', 5);
    const { grads } = tf.variableGrads(() => lstm.forward(x).square().sum() as tf.Scalar);
    for (const [name, { value }] of lstm.namedParameters()) {
      const largest = grads[value.name]?.abs().max().dataSync()[0] ?? 0;
      // A single step starts from zero, so the recurrent weights take no part in it.
      if (!name.startsWith('weight_hh') || steps > 1) expect(largest, name).toBeGreaterThan(0);
    }
    lstm.dispose();
  });
});
