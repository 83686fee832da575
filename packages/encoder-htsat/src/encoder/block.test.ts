// Blocks and patch merging against the reference: tokens, attention, gradients
// of the input and of every parameter.
import { fillModule, type GoldenCase, GoldenReport, goldenInput } from '@dg-sct/goldens';
import { EVAL, RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { golden, goldenLoss, gradientsOf, numberOf, run, tensor, useTestBackend } from '../testing/golden.ts';
import { Block } from './block.ts';
import { PatchMerging } from './patch-merging.ts';

beforeAll(useTestBackend);

function gridOf(config: GoldenCase['config']) {
  const [height = 0, width = 0] = config.input_resolution as number[];
  return { height, width };
}

function blockOf(config: GoldenCase['config']): Block {
  return new Block({
    dim: numberOf(config, 'dim'),
    grid: gridOf(config),
    heads: numberOf(config, 'num_heads'),
    windowSize: numberOf(config, 'window_size'),
    shifted: numberOf(config, 'shift_size') > 0,
    mlpRatio: 4,
    dropPathRate: 0.1,
  });
}

function renamed(prefix: string, gradients: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, value]) => [
      `${prefix}.grad.${name === 'input' ? 'x' : name}`,
      value,
    ]),
  );
}

function mergingOf(config: GoldenCase['config']): PatchMerging {
  return new PatchMerging(gridOf(config), numberOf(config, 'dim'));
}

it('equals the reference', async () => {
  const file = golden('block');
  const report = new GoldenReport(file, 'module');
  for (const [name, { prefix, config }] of file.cases) {
    const input = tensor(goldenInput(file, `${name}.x`));
    const module = config.kind === 'block' ? blockOf(config) : mergingOf(config);
    fillModule(module, prefix);
    const tokensOf = (x: tf.Tensor) =>
      module instanceof Block ? module.forward(x, EVAL).tokens : module.forward(x);
    const computed = await run((x) => {
      const loss = (y: tf.Tensor) => goldenLoss(file, { [`${name}.y`]: tokensOf(y) });
      const gradients = renamed(name, gradientsOf(loss, x, module));
      if (module instanceof PatchMerging) return { ...gradients, [`${name}.y`]: module.forward(x) };
      const { tokens, attention } = module.forward(x, EVAL);
      const norm1 = module.norm1.forward(x);
      return { ...gradients, [`${name}.y`]: tokens, [`${name}.attn`]: attention, [`${name}.norm1`]: norm1 };
    }, input);
    for (const [key, value] of computed) report.compare(key, value);
    const buffers = module.namedParameters();
    const mask = await buffers.get('attn_mask')?.read();
    if (mask) {
      report.compare(
        `${name}.attn_mask`,
        mask.map((value) => (value === -100 ? 1 : 0)),
      );
    }
    const index = await buffers.get('attn.relative_position_index')?.read();
    if (index && name === 'plain') report.compare('relative_position_index', index);
  }
  report.assertPassed();
  expect(report.uncompared()).toEqual([]);
  expect(report.passedOnlyByFloor).toEqual([]);
});

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
