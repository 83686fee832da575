// The front end in the graph at full size: kernels, filters, power, decibels,
// normalisation and image against the reference.
import { fillModule, GoldenReport, goldenInput } from '@dg-sct/goldens';
import { BatchNorm, EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { LogMelExtractor } from '../log-mel/extractor.ts';
import { golden, logMelConfigOf, numberOf, tensor, useTestBackend } from '../testing/golden.ts';
import { imageShape, toImage } from './image.ts';
import { LogMel } from './log-mel.ts';
import { Spectrogram } from './spectrogram.ts';

beforeAll(useTestBackend);

const file = golden('frontend');

/** One second is run through the graph; the longer clips take the CPU form, which must agree. */
it.each([
  ['c32k', true],
  ['scv2_16k', true],
  ['c32k_tile5', false],
  ['c32k_tile10', false],
] as const)('%s', async (name, inGraph) => {
  const report = new GoldenReport(file, 'module');
  const caseConfig = file.config[name] as typeof file.config;
  const config = logMelConfigOf(caseConfig);
  const input = goldenInput(file, name);
  const extracted = new LogMelExtractor(config).extract(input.data);
  let decibels = tf.tensor(extracted, [1, extracted.length / config.melBins, config.melBins]);
  if (inGraph) {
    const spectrogram = new Spectrogram(config).initialize(0);
    const logMel = new LogMel(config).initialize(0);
    report.compare(`${name}.stft.conv_real.weight`, await spectrogram.real.read());
    report.compare(`${name}.stft.conv_imag.weight`, await spectrogram.imaginary.read());
    report.compare(`${name}.melW`, await logMel.filters.read());
    const power = spectrogram.forward(tensor(input));
    report.compare(`${name}.spectrogram`, await power.data());
    decibels = logMel.forward(power);
  }
  report.compare(`${name}.logmel`, await decibels.data());
  const norm = fillModule(new BatchNorm(config.melBins), `${file.prefix}bn0.`);
  const normalised = norm.forward(decibels, EVAL);
  report.compare(`${name}.bn0`, await normalised.data());
  const image = toImage(normalised, imageShape(numberOf(caseConfig, 'spec_size'), config.melBins));
  report.compare(`${name}.image`, await image.data());
  report.assertPassed();
  expect(report.passedOnlyByFloor).toEqual([]);
});
