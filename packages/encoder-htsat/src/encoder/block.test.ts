// A block's two residuals, and what it drops in training. Its numbers are checked by the goldens.
import { EVAL, RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTestBackend } from '../testing/run.ts';
import { Block } from './block.ts';

beforeAll(useTestBackend);

describe('Block', () => {
  const block = new Block({
    dim: 8,
    grid: { height: 8, width: 8 },
    heads: 2,
    windowSize: 4,
    shifted: true,
    mlpRatio: 2,
    dropPathRate: 0.5,
  }).initialize(1);

  it('gives its two residuals one after the other', async () => {
    const x = tf.randomUniform([2, 64, 8], -1, 1, 'float32', 3);
    const halves = block.feedForward(block.attend(x, EVAL), EVAL);
    expect(await halves.data()).toEqual(await block.forward(x, EVAL).tokens.data());
  });

  it('drops whole samples of each part while training, and doubles the survivors', async () => {
    const clip = tf.randomUniform([1, 64, 8], -1, 1, 'float32', 4);
    const x = clip.tile([64, 1, 1]);
    const context = { training: true, random: new RandomStream(5) };
    const residual = clip.sub(block.attend(clip, EVAL)).neg();
    const change = block.attend(x, context).sub(x).sub(residual.mul(2)).abs().max([1, 2]);
    const unchanged = block
      .attend(x, { training: true, random: new RandomStream(5) })
      .sub(x)
      .abs()
      .max([1, 2]);
    const survivors = [...(await change.data())].map((value) => value < 1e-6);
    const dropped = [...(await unchanged.data())].map((value) => value === 0);
    expect(dropped).toEqual(survivors.map((survives) => !survives));
    expect(dropped.filter(Boolean).length).toBeGreaterThan(16);
    expect(dropped.filter(Boolean).length).toBeLessThan(48);
  });
});
