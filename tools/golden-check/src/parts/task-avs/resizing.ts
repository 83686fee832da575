// Every way of resizing that the decoder and its inputs use, each a case of its own with its gradient.
import { type Json, number, object, text } from '@dg-sct/goldens';
import { type Interpolation, resizeGrid } from '@dg-sct/nn';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { numbersIn } from '../../run/config.ts';
import { parameterOf, runGolden } from '../../run/differentiate.ts';
import { inputOf } from './entry.ts';
import { channelsFirst, channelsLast } from './layout.ts';

export const resizing: EntryKind = {
  what: 'resizing',
  scope: 'module',
  fits: ({ config }) =>
    Object.keys(config).length > 0 &&
    Object.values(config).every((value) => typeof value === 'object' && value !== null && 'mode' in value),
  check: async (report) => {
    const { file } = report;
    for (const [name, value] of Object.entries(file.config)) {
      const config = object(value, name);
      const [height, width] = sizeOf(config, name);
      const interpolation = interpolationOf(config, name);
      const x = parameterOf(inputOf(file, name));
      const { outputs, gradients } = await runGolden(
        file,
        () => ({
          [`${name}.y`]: channelsFirst(resizeGrid(channelsLast(x.value), height, width, interpolation)),
        }),
        new Map([[`${name}.grad`, x]]),
      );
      compareStored(report, outputs);
      compareStored(report, gradients);
    }
  },
};

function sizeOf(config: Json, name: string): [number, number] {
  if (config.size !== undefined) return numbersIn(config, 'size') as [number, number];
  const factor = number(config.scale_factor, `scale_factor of ${name}`);
  return numbersIn(config, 'shape')
    .slice(-2)
    .map((size) => size * factor) as [number, number];
}

function interpolationOf(config: Json, name: string): Interpolation {
  const kind = text(config.mode, `mode of ${name}`);
  if (kind === 'bilinear' || kind === 'bicubic') return { kind, alignCorners: config.align_corners === true };
  throw new RangeError(`${name} is resized by "${kind}", which is not known`);
}
