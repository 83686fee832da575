// Sizes of the CMBS head, and its interaction blocks where they are switched on. Its numbers are checked by the goldens.
import { EVAL } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Cmbs } from './cmbs.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
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
