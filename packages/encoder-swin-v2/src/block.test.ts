// Blocks (plain, shifted, window shrunk to the grid) and patch merging against runs
// of the reference: every intermediate value and every gradient.
import { fillModule, GoldenReport, openGolden } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BACKEND, compareRun } from '../test/golden-run.ts';
import { SwinV2Block } from './block.ts';
import { PatchMerging } from './patch-merging.ts';
import { RelativePositions } from './position-bias.ts';
import { WindowLayout } from './window-layout.ts';

const CASES = [
  { name: 'plain', dim: 24, heads: 3, grid: 12, window: 6, shift: 0, prefix: 'swin.layers.0.blocks.0.' },
  { name: 'shifted', dim: 24, heads: 3, grid: 12, window: 6, shift: 3, prefix: 'swin.layers.0.blocks.1.' },
  { name: 'shrunk', dim: 16, heads: 2, grid: 4, window: 4, shift: 0, prefix: 'swin.layers.1.blocks.1.' },
];
const report = new GoldenReport(openGolden('encoder-swin-v2').file('block'), 'module');

beforeAll(async () => {
  await tf.setBackend(BACKEND);
});

afterAll(() => {
  expect(report.uncompared()).toEqual([]);
});

test.each(CASES)('$name block', async ({ name, dim, heads, grid, window, shift, prefix }) => {
  const layout = new WindowLayout({ height: grid, width: grid }, window, shift);
  const positions = new RelativePositions(window);
  const options = { dim, heads, mlpRatio: 4, dropPathRate: 0.1, layout, positions, path: name };
  const block = fillModule(new SwinV2Block(options), prefix);
  const mask = block.namedParameters().get('attn_mask')?.value;
  await compareRun(report, {
    module: block,
    input: `${name}.x`,
    gradientOf: 'x',
    prefix: `${name}.`,
    weighed: ['y'],
    run: (x) => {
      const mid = block.attend(x, EVAL);
      return {
        attn: layout.fromWindows(block.attention.forward(layout.toWindows(x), mask)),
        norm1: block.attentionBranch(x, EVAL),
        mid,
        mlp: block.mlp.forward(mid),
        norm2: block.mlpBranch(mid, EVAL),
        y: block.feedForward(mid, EVAL),
      };
    },
  });
  if (mask !== undefined) {
    report.compare(
      `${name}.attn_mask`,
      (await mask.data()).map((value) => (value === -100 ? 1 : value)),
    );
  }
  report.assertPassed();
});

test('patch merging', async () => {
  const merging = fillModule(new PatchMerging(24, { height: 12, width: 12 }), 'swin.layers.0.downsample.');
  await compareRun(report, {
    module: merging,
    input: 'merge.x',
    gradientOf: 'x',
    prefix: 'merge.',
    weighed: ['y'],
    run: (x) => ({ y: merging.forward(x) }),
  });
  report.assertPassed();
});
