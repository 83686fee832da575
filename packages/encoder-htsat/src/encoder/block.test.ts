// Blocks and patch merging against the reference: tokens, attention, gradients
// of the input and of every parameter.
import { fillModule, type GoldenCase, GoldenReport, goldenInput } from '@dg-sct/goldens';
import { EVAL, type Module, RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { golden, goldenLoss, gradientsOf, numberOf, tensor, useTestBackend } from '../testing/golden.ts';
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

it('equals the reference', async () => {
  const file = golden('block');
  const report = new GoldenReport(file, 'module');
  const compareGradients = async (
    name: string,
    loss: (x: tf.Tensor) => tf.Scalar,
    x: tf.Tensor,
    of: Module,
  ) => {
    for (const [parameter, gradient] of gradientsOf(loss, x, of)) {
      report.compare(`${name}.grad.${parameter === 'input' ? 'x' : parameter}`, await gradient.data());
    }
  };
  for (const [name, { prefix, config }] of file.cases) {
    const x = tensor(goldenInput(file, `${name}.x`));
    if (config.kind === 'patch_merging') {
      const merging = fillModule(new PatchMerging(gridOf(config), numberOf(config, 'dim')), prefix);
      report.compare(`${name}.y`, await merging.forward(x).data());
      const loss = (y: tf.Tensor) => goldenLoss(file, { [`${name}.y`]: merging.forward(y) });
      await compareGradients(name, loss, x, merging);
      continue;
    }
    const block = fillModule(blockOf(config), prefix);
    const { tokens, attention } = block.forward(x, EVAL);
    report.compare(`${name}.norm1`, await block.norm1.forward(x).data());
    report.compare(`${name}.y`, await tokens.data());
    report.compare(`${name}.attn`, await attention.data());
    const loss = (y: tf.Tensor) => goldenLoss(file, { [`${name}.y`]: block.forward(y, EVAL).tokens });
    await compareGradients(name, loss, x, block);
    const buffers = block.namedParameters();
    const mask = await buffers.get('attn_mask')?.read();
    if (mask)
      report.compare(
        `${name}.attn_mask`,
        mask.map((value) => (value === -100 ? 1 : 0)),
      );
    if (name === 'plain') {
      const index = await buffers.get('attn.relative_position_index')?.read();
      report.compare('relative_position_index', index ?? []);
    }
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
