// Pictures as the visual encoder wants them: resized and normalised.
import { fill, text } from '@dg-sct/goldens';
import { preprocessFrames } from '@dg-sct/media';
import type { EntryKind } from '../../part.ts';
import { has, numbersIn } from '../../run/config.ts';
import { channelsFirst, channelsLast } from '../channels.ts';

export const frames: EntryKind = {
  what: 'pictures',
  scope: 'module',
  fits: ({ config }) => has(config, 'size', 'interpolation', 'mean', 'std'),
  check: async (report) => {
    const { config, inputs } = report.file;
    const [size = 0] = numbersIn(config, 'size');
    const mean = numbersIn(config, 'mean') as [number, number, number];
    const std = numbersIn(config, 'std') as [number, number, number];
    for (const { name, raw } of inputs) {
      const source = /fill\("([^"]+)"/.exec(text(raw.value, `value of ${name}`))?.[1] ?? '';
      const [channels = 3, height = 0, width = 0] = (raw.shape as number[]).map(Number);
      const bytes = fill(source, [channels, height, width]).map((s) => Math.floor(((s + 1) / 2) * 256));
      const data = Uint8Array.from(channelsLast(bytes, channels));
      const prepared = preprocessFrames({ data, count: 1, height, width }, { size, mean, std });
      report.compare(name, channelsFirst(prepared, channels));
    }
  },
};
