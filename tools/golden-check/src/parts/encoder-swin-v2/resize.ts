// The bicubic resize of images before the encoder: a function of the media package, on host arrays.
import { goldenInput, object } from '@dg-sct/goldens';
import { resizeBicubicTorch } from '@dg-sct/media';
import type { EntryKind } from '../../part.ts';
import { numbersIn } from '../../run/config.ts';
import { channelsFirst, channelsLast } from '../channels.ts';

export const resize: EntryKind = {
  what: 'bicubic image resize',
  scope: 'module',
  fits: ({ config, inputs }) =>
    inputs.length > 0 &&
    inputs.every(({ name }) => Array.isArray((config[name] as { size?: unknown })?.size)),
  check: async (report) => {
    const { file } = report;
    for (const { name } of file.inputs) {
      const [outHeight = 0, outWidth = 0] = numbersIn(object(file.config[name], name), 'size');
      const { data, shape } = goldenInput(file, name);
      const [batch = 1, channels = 1, height = 1, width = 1] = shape;
      const size = channels * height * width;
      const images = Array.from({ length: batch }, (_, i) => {
        const pixels = channelsLast(data.subarray(i * size, (i + 1) * size), channels);
        const resized = resizeBicubicTorch({ data: pixels, height, width, channels }, outHeight, outWidth);
        return [...channelsFirst(resized, channels)];
      });
      report.compare(name, images.flat());
    }
  },
};
