// The front end in evaluation: Fourier kernels and mel filters as built, power, decibels, normalised, and the image
// that patches are cut from.
import { melEdges } from '@dg-sct/encoder-htsat';
import { fillModule, type GoldenReport, goldenInput, type Numbers, object } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate, tensorOf } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { frontEndOf, logMelConfigOf } from './config.ts';

export const frontEnd: EntryKind = {
  what: 'front end',
  scope: 'module',
  fits: ({ config, inputs }) =>
    inputs.length > 0 &&
    inputs.every(({ name }) => has(object(config[name] ?? {}, name), 'n_fft', 'mel_bins', 'spec_size')),
  check: async (report) => {
    for (const { name } of report.file.inputs) await checkCase(report, name);
  },
};

async function checkCase(report: GoldenReport, name: string): Promise<void> {
  const { file } = report;
  const config = object(file.config[name], name);
  const model = frontEndOf(config);
  fillModule(model.inputNorm, `${file.prefix}bn0.`);
  model.initialize(0);
  const recording = new Recording(model);
  const computed = await evaluate(() => {
    model.embed(model.logMel(tensorOf(goldenInput(file, name))), EVAL);
    return {
      spectrogram: recording.output('spectrogram_extractor'),
      logmel: recording.output('logmel_extractor'),
      bn0: recording.output('bn0'),
      image: recording.input('patch_embed'),
    };
  });
  const filters = await model.melFilters.filters.read();
  const columns = columnsOf(filters, model.config.melBins);
  const tables: [string, Numbers][] = [
    ['stft.conv_real.weight', await model.spectrogram.real.read()],
    ['stft.conv_imag.weight', await model.spectrogram.imaginary.read()],
    ['melW', filters],
    ['melW.colsum', columns.map((column) => column.reduce((sum, weight) => sum + weight, 0))],
    ['melW.nonzeros', columns.map((column) => column.filter((weight) => weight !== 0).length)],
    ['mel_edges_hz', melEdges(logMelConfigOf(config))],
  ];
  compareStored(
    report,
    [...computed, ...tables].map(([key, values]) => [`${name}.${key}`, values]),
  );
}

/** The filters of `[F, M]`, one array for each mel bin. */
const columnsOf = (filters: Numbers, melBins: number): number[][] =>
  Array.from({ length: melBins }, (_, mel) => Array.from(filters).filter((_, i) => i % melBins === mel));
