// Normalised and resized frames, and mixup of sound.
import { mixup } from '@dg-sct/encoder-htsat';
import type { HostArray } from '@dg-sct/goldens';
import { preprocessFrames } from '@dg-sct/media';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has, numbersIn } from '../../run/config.ts';
import { evaluate, tensorOf } from '../../run/evaluate.ts';
import { channelsFirst } from '../channels.ts';
import { inputOf } from './entry.ts';

type Triple = readonly [number, number, number];

export const preprocessing: EntryKind = {
  what: 'preprocessing',
  scope: 'module',
  fits: ({ config, inputs }) =>
    has(config, 'mean', 'std', 'resize') && inputs.some(({ name }) => name === 'img'),
  check: async (report) => {
    const { file } = report;
    const { data, shape } = inputOf(file, 'img');
    const [height = 1, width = 1] = shape;
    const frames = { data: Uint8Array.from(data), count: 1, height, width };
    const colours = {
      mean: numbersIn(file.config, 'mean') as unknown as Triple,
      std: numbersIn(file.config, 'std') as unknown as Triple,
    };
    const at = (size: { readonly height: number; readonly width: number }) =>
      channelsFirst(preprocessFrames(frames, { ...colours, size }), 3);
    const [outHeight = 1, outWidth = 1] = file.tensor('resized').shape.slice(-2);
    report.compare('normalized', at({ height, width }));
    report.compare('resized', at({ height: outHeight, width: outWidth }));
    report.compare('img_sum', [data.reduce((sum, value) => sum + value, 0)]);
    compareStored(
      report,
      await evaluate(() => ({ mixup: mixed(inputOf(file, 'mel'), inputOf(file, 'lam')) })),
    );
  },
};

/** `[B, 1, T, M]` by weights `[B]`. */
function mixed({ data, shape }: HostArray, weights: HostArray): tf.Tensor {
  const [batch = 1, , frames = 1, melBins = 1] = shape;
  return mixup(tf.tensor3d(data, [batch, frames, melBins]), tensorOf(weights));
}
