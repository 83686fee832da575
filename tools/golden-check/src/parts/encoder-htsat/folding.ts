// From a spectrogram to the square image: stretched along time and mel, then folded; with the input's gradient.
import { imageShape, stretchMel, stretchTime, toImage } from '@dg-sct/encoder-htsat';
import { type GoldenReport, object } from '@dg-sct/goldens';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored } from '../../run/compare.ts';
import { has, numberIn } from '../../run/config.ts';
import { inputParameter, runGolden } from '../../run/differentiate.ts';

export const folding: EntryKind = {
  what: 'bicubic stretching and folding',
  scope: 'module',
  fits: ({ config, inputs }) =>
    inputs.length > 0 &&
    inputs.every(({ name }) => has(object(config[name] ?? {}, name), 'freq_ratio', 'target_T', 'target_F')),
  check: async (report) => {
    for (const { name } of report.file.inputs) await checkCase(report, name);
  },
};

async function checkCase(report: GoldenReport, name: string): Promise<void> {
  const { file } = report;
  const config = object(file.config[name], name);
  const x = inputParameter(file, name);
  const [batch = 1, , frames = 1, melBins = 1] = x.shape;
  const shape = imageShape(numberIn(config, 'spec_size'), melBins);
  for (const [key, mine] of [
    ['freq_ratio', shape.chunks],
    ['target_T', shape.frames],
    ['target_F', shape.melRows],
  ] as const) {
    report.expectEqual(`${name}.${key}`, mine, config[key]);
  }
  const { outputs, gradients } = await runGolden(
    file,
    () => {
      const spectrogram = x.value.reshape([batch, frames, melBins]);
      const time = stretchTime(spectrogram, shape.frames);
      return {
        [`${name}.time`]: time,
        [`${name}.freq`]: stretchMel(time, shape.melRows),
        [`${name}.image`]: toImage(spectrogram, shape).expandDims(1),
      };
    },
    new Map([['x', x]]),
  );
  compareStored(report, outputs);
  compareGradients(report, gradients, `${name}.grad.`);
}
