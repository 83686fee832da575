// The front end in training: batch statistics and what they leave behind, then given stripes and mixup weights.
import { imageShape, mixup, type Stripes, specAugment, toImage } from '@dg-sct/encoder-htsat';
import { fillModule, goldenInput, list, number, object } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareState, compareStored } from '../../run/compare.ts';
import { numberIn } from '../../run/config.ts';
import { evaluate, tensorOf } from '../../run/evaluate.ts';
import { frontEndOf } from './config.ts';

export const frontEndTraining: EntryKind = {
  what: 'front end in training',
  scope: 'module',
  fits: ({ raw }) => raw.stripes !== undefined && raw.mixup_lambda !== undefined,
  check: async (report) => {
    const { file } = report;
    const model = frontEndOf(file.config);
    fillModule(model.inputNorm, `${file.prefix}bn0.`);
    model.initialize(0);
    const { time, freq } = object(file.raw.stripes, 'stripes');
    const weights = list(file.raw.mixup_lambda, 'mixup_lambda').map((weight) =>
      number(weight, 'mixup weight'),
    );
    const shape = imageShape(numberIn(file.config, 'spec_size'), model.config.melBins);
    const computed = await evaluate(() => {
      const logmel = model.logMel(tensorOf(goldenInput(file, 'audio')));
      const bn0 = model.inputNorm.forward(logmel, { training: true });
      const striped = specAugment(bn0, { time: stripesOf(time), mel: stripesOf(freq) });
      const mixed = mixup(striped, tf.tensor1d(weights));
      return { logmel, bn0, spec_augment: striped, mixup: mixed, image: toImage(mixed, shape) };
    });
    compareStored(report, computed);
    await compareState(report, model, 'after.');
  },
};

/** `[start, length]` for each sample and stripe. */
function stripesOf(value: unknown): Stripes {
  const samples = value as number[][][];
  const part = (i: number): tf.Tensor =>
    tf.tensor2d(samples.map((stripes) => stripes.map((pair) => pair[i] ?? 0)));
  return { start: part(0), length: part(1) };
}
