// What holds for every assignment, whatever its weights.
import { EVAL, RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { AssignAttention } from './assignment.ts';
import { AvvpError } from './errors.ts';
import { gumbelNoise } from './gumbel.ts';

const GROUPS = tf.tidy(() => tf.randomNormal([2, 6, 8], 0, 3, 'float32', 1));
const SEGMENTS = tf.tidy(() => tf.randomNormal([2, 10, 8], 0, 3, 'float32', 2));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('AssignAttention', () => {
  test('a segment gives itself away wholly, softly or to one group', async () => {
    for (const hard of [false, true]) {
      const { applied } = new AssignAttention(8, { hard }).initialize(3).forward(GROUPS, SEGMENTS, EVAL);
      for (const share of await applied.sum(1).data()) expect(share).toBeCloseTo(1, 5);
      const entries = new Set(await applied.data());
      expect(entries.size).toBe(hard ? 2 : 2 * 6 * 10);
    }
  });

  test('the map is one plus a softmax of shares, so for ten segments it lies in a narrow band', async () => {
    const { soft } = new AssignAttention(8).initialize(3).forward(GROUPS, SEGMENTS, EVAL);
    for (const total of await soft.sum(2).data()) expect(total).toBeCloseTo(11, 4);
    expect((await soft.min().data())[0]).toBeGreaterThan(1 + 1 / (1 + 9 * Math.E));
    expect((await soft.max().data())[0]).toBeLessThan(1 + Math.E / (Math.E + 9));
  });

  test('noise moves a hard assignment while training and not otherwise', async () => {
    const assign = new AssignAttention(8, { hard: true }).initialize(3);
    const random = new RandomStream(1);
    const best = await assign.forward(GROUPS, SEGMENTS, EVAL).applied.data();
    expect(await assign.forward(GROUPS, SEGMENTS, { training: false, random }).applied.data()).toEqual(best);
    const drawn = await assign.forward(GROUPS, SEGMENTS, { training: true, random }).applied.data();
    expect(drawn).not.toEqual(best);
    expect(() => assign.forward(GROUPS, SEGMENTS, { training: true })).toThrow(AvvpError);
  });
});

test('Gumbel noise has the mean and the spread of its distribution', () => {
  const noise = gumbelNoise([20_000], { training: true, random: new RandomStream(5) });
  const { mean, variance } = tf.moments(noise);
  expect(mean.dataSync()[0]).toBeCloseTo(0.5772, 1);
  expect(variance.dataSync()[0]).toBeCloseTo(Math.PI ** 2 / 6, 1);
});
