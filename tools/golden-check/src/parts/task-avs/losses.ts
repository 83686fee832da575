// The training losses of both settings with all their options, and every gradient.
import { type GoldenFile, type GoldenReport, object } from '@dg-sct/goldens';
import type { Parameter } from '@dg-sct/nn';
import { maskedMean, maskLoss, meanMatching } from '@dg-sct/task-avs';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has, numberIn } from '../../run/config.ts';
import { differentiate, parameterOf } from '../../run/differentiate.ts';
import { type Tensors, tensorOf } from '../../run/evaluate.ts';
import { inputOf, masksOf } from './entry.ts';
import { channelsLast } from './layout.ts';
import { type LossVariant, variantOf } from './matching.ts';

export const losses: EntryKind = {
  what: 'losses',
  scope: 'module',
  fits: ({ config, inputs }) => has(config, 'variants') && inputs.some(({ name }) => name === 'logits'),
  check: async (report) => {
    const { file } = report;
    const variants = object(file.config.variants, 'variants');
    const masks = masksOf(inputOf(file, 'mask'), numberIn(file.config, 'T'));
    const mean = masks.data.reduce((sum, value) => sum + value, 0) / masks.data.length;
    compareStored(report, [['mask_mean', [mean]]]);
    for (const [name, value] of Object.entries(variants)) {
      await checkVariant(report, name, variantOf(value, name));
    }
  },
};

async function checkVariant(report: GoldenReport, name: string, variant: LossVariant): Promise<void> {
  const { file } = report;
  const names = file.inputs.map((input) => input.name).filter((input) => input !== 'mask');
  const inputs = new Map(names.map((input) => [input, parameterOf(inputOf(file, input))]));
  const { outputs, loss, gradients } = await differentiate(
    () => termsOf(file, inputs, variant),
    ({ total }) => total as tf.Tensor,
    inputs,
  );
  const named = (prefix: string, values: typeof outputs) =>
    [...values].map(([key, numbers]) => [`${name}.${prefix}${key}`, numbers] as const);
  compareStored(report, named('', outputs));
  compareStored(report, [[`${name}.total`, loss]]);
  compareStored(report, named('grad.', gradients));
}

/** Inputs `a0`, `a1`, ... are sounds, `v0`, `v1`, ... maps. */
function termsOf(
  file: GoldenFile,
  inputs: ReadonlyMap<string, Parameter>,
  { matching, soundInMaps }: LossVariant,
): Tensors {
  const segments = numberIn(file.config, 'T');
  const input = (name: string): tf.Tensor => (inputs.get(name) as Parameter).value;
  const logits = input('logits').squeeze([1]);
  const [rows = 1, ...size] = logits.shape;
  const masks = tensorOf(masksOf(inputOf(file, 'mask'), segments));
  const mask = maskLoss(logits.reshape([-1, segments, ...size]), masks);
  if (matching === undefined) return { iou_loss: mask, sa_loss: tf.scalar(0), total: mask };
  const pairs = (matching.stages ?? []).map((stage) => {
    const heard = input(`a${stage}`).reshape([rows, -1]);
    const map = channelsLast(input(`v${stage}`)).add(heard.mul(soundInMaps).reshape([rows, 1, 1, -1]));
    return { heard, seen: maskedMean(map, logits, matching) };
  });
  const apart = meanMatching(pairs, matching);
  return { iou_loss: mask, sa_loss: apart, total: mask.add(apart.mul(matching.weight)) };
}
