// The CMBS head, its unused interaction block and the weakly supervised module
// against runs of the reference, every gradient included.
import { fillModule, type GoldenFile, openGolden } from '@dg-sct/goldens';
import { EVAL, type Module } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND, runGolden, type Tensors } from '../../dg-sct-attention/test/golden-run.ts';
import { Cmbs } from './cmbs.ts';
import { AudioVideoInteraction } from './interaction.ts';
import { WeakLocalization } from './weak-localization.ts';

const golden = openGolden('task-ave');

/** The reference has time first, `[T, B, D]`. */
const swap = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0, 2]);

async function check(
  file: GoldenFile,
  module: Module,
  run: (clipFirst: tf.Tensor[]) => Tensors,
): Promise<void> {
  fillModule(module, file.prefix);
  const { report, withoutGradient } = await runGolden(file, module, (inputs) =>
    run(Object.values(inputs).map(swap)),
  );
  report.assertPassed();
  expect(report.uncompared()).toEqual([]);
  expect(new Set(withoutGradient)).toEqual(new Set(file.raw.parameters_without_gradient as string[]));
}

const pair = (inputs: tf.Tensor[]): [tf.Tensor, tf.Tensor] => {
  const [first, second] = inputs;
  if (first === undefined || second === undefined) throw new RangeError('two inputs are needed');
  return [first, second];
};

describe('against the reference', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND);
  });

  test.each(['cmbs-tiny', 'cmbs-real'])('%s', async (name) => {
    const file = golden.file(name);
    const head = new Cmbs({ dim: file.config.d_model as number });
    await check(file, head, (inputs) => {
      const { isEvent, eventScores, avScore } = head.forward(...pair(inputs), EVAL);
      return { is_event_scores: swap(isEvent.expandDims(2)), event_scores: eventScores, av_score: avScore };
    });
    const unused = [...head.namedParameters().keys()].filter((parameter) => head.isUnused(parameter));
    expect(new Set(unused)).toEqual(new Set(file.raw.parameters_without_gradient as string[]));
  });

  test('av-inter-tiny', async () => {
    const file = golden.file('av-inter-tiny');
    const block = new AudioVideoInteraction(16, 4);
    await check(file, block, (inputs) => ({ output: swap(block.forward(...pair(inputs), EVAL)) }));
  });

  test('weak-head-tiny', async () => {
    const file = golden.file('weak-head-tiny');
    const head = new WeakLocalization(16, 29);
    await check(file, head, ([fused]) => {
      const { isEvent, rawLogits, eventScores } = head.forward(fused ?? tf.zeros([0]));
      return { is_event_scores: isEvent, raw_logits: rawLogits, event_scores: eventScores };
    });
  });
});

test('the published widths have the published number of parameters', () => {
  const sizes = [...new Cmbs().namedParameters().values()].map(({ size }) => size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(550_229);
});

test('with interaction, its blocks take part', () => {
  const head = new Cmbs({ dim: 8, classes: 3, interaction: true }).initialize(1);
  const visual = tf.randomNormal([2, 5, 8], 0, 1, 'float32', 1);
  const audio = tf.randomNormal([2, 5, 8], 0, 1, 'float32', 2);
  const { grads } = tf.variableGrads(
    () => head.forward(visual, audio, EVAL).isEvent.square().sum() as tf.Scalar,
  );
  const reached = [...head.namedParameters()].filter(([, { value }]) => grads[value.name] !== undefined);
  const names = reached.map(([name]) => name);
  expect(names.filter((name) => name.startsWith('AVInter.'))).toHaveLength(6);
  expect(names.filter((name) => name.startsWith('VAInter.'))).toHaveLength(6);
});
