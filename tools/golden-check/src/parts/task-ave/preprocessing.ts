// Which frames stand for a clip, and the transform of a frame: functions of the media package, on host arrays.
import { fill, type GoldenFile, list, object, text } from '@dg-sct/goldens';
import { preprocessFrames, spreadIndices } from '@dg-sct/media';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn, numbersIn } from '../../run/config.ts';
import { channelsFirst, channelsLast } from '../channels.ts';

const CHANNELS = 3;

export const preprocessing: EntryKind = {
  what: 'frames',
  scope: 'module',
  fits: ({ config }) => has(config, 'size', 'mean', 'std'),
  check: async (report) => {
    const { file } = report;
    for (const key of file.tensors.keys()) {
      const [, height, width] = /^out\.frame_(\d+)x(\d+)$/.exec(key) ?? [];
      if (height === undefined || width === undefined) continue;
      const frame = {
        data: frameOf(file, Number(height), Number(width)),
        height: Number(height),
        width: Number(width),
      };
      const result = preprocessFrames({ ...frame, count: 1 }, optionsOf(file.config));
      report.compare(key, channelsFirst(result, CHANNELS));
    }
    const [, count = 0] = file.tensor('out.frame_indices').shape;
    const totals = Array.from(file.stored('in.total_frames').data, Number);
    const chosen = totals.map((total) => spreadIndices(total, count).map((index) => index + 1));
    report.compare('out.frame_indices', chosen.flat());
  },
};

/** The one input stands for all frames: HxW is replaced; bytes are min(255, floor((fill + 1) * 128)). */
function frameOf(file: GoldenFile, height: number, width: number): Uint8Array {
  const [input] = list(file.raw.inputs, 'inputs');
  const name = text(object(input, 'frame').fill, 'fill').replace('HxW', `${height}x${width}`);
  const filled = fill(name, [CHANNELS, height, width]);
  return Uint8Array.from(channelsLast(filled, CHANNELS), (value) =>
    Math.min(255, Math.floor((value + 1) * 128)),
  );
}

function optionsOf(config: Config) {
  return { size: numberIn(config, 'size'), mean: tripleIn(config, 'mean'), std: tripleIn(config, 'std') };
}

function tripleIn(config: Config, key: string): [number, number, number] {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = numbersIn(config, key);
  return [red, green, blue];
}
