// The front end on the CPU: the transform against its definition, decibels
// against the reference, and what it refuses.
import { type GoldenEntry, GoldenReport, goldenInput, number, object, openGolden } from '@dg-sct/goldens';
import { seededRandom } from '@dg-sct/nn';
import { describe, expect, it } from 'vitest';
import type { LogMelConfig } from './config.ts';
import { LogMelExtractor } from './extractor.ts';
import { hannWindow, reflectPad } from './framing.ts';
import { PowerSpectrum } from './power-spectrum.ts';

const AUDIOSET: LogMelConfig = {
  sampleRate: 32000,
  hop: 320,
  fftSize: 1024,
  melBins: 64,
  fmin: 50,
  fmax: 14000,
};

function noise(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

describe('PowerSpectrum', () => {
  it.each([4, 8, 16, 32, 64, 128, 256])('equals the Fourier sum over %i samples', (size) => {
    const window = hannWindow(size);
    const samples = noise(size + 3, size);
    const spectrum = new PowerSpectrum(window);
    spectrum.compute(samples, 3);
    for (let k = 0; k <= size / 2; k++) {
      let re = 0;
      let im = 0;
      for (let n = 0; n < size; n++) {
        const x = (samples[3 + n] ?? 0) * (window[n] ?? 0);
        re += x * Math.cos((2 * Math.PI * k * n) / size);
        im -= x * Math.sin((2 * Math.PI * k * n) / size);
      }
      expect(spectrum.power[k]).toBeCloseTo(re * re + im * im, 9);
    }
  });
});

describe('reflectPad', () => {
  it('mirrors both ends without repeating the end samples', () => {
    expect([...reflectPad(Float32Array.of(1, 2, 3, 4, 5), 2)]).toEqual([3, 2, 1, 2, 3, 4, 5, 4, 3]);
  });
});

describe('LogMelExtractor', () => {
  const file = openGolden('encoder-htsat').file('frontend');
  const report = new GoldenReport(file, 'module');

  it.each(file.inputs.map(({ name }) => name))('%s: power and decibels of the reference', (name) => {
    const config = logMelConfigOf(object(file.config[name], name));
    const { data } = goldenInput(file, name);
    const extractor = new LogMelExtractor(config);
    report.compare(`${name}.logmel`, extractor.extract(data));
    report.compare(`${name}.spectrogram`, spectrogram(data, config));
    report.assertPassed();
    expect(report.passedOnlyByFloor).toEqual([]);
  });

  it('gives exactly -100 dB for silence', () => {
    const decibels = new LogMelExtractor(AUDIOSET).extract(new Float32Array(3200));
    expect(decibels).toHaveLength(11 * 64);
    expect(decibels.every((value) => value === -100)).toBe(true);
  });

  it('adds 20 dB where the amplitude grows tenfold', () => {
    const extractor = new LogMelExtractor(AUDIOSET);
    const soft = noise(4000, 7);
    const loud = extractor.extract(soft.map((value) => 10 * value));
    for (const [i, value] of extractor.extract(soft).entries()) expect(loud[i]).toBeCloseTo(value + 20, 3);
  });

  it('says how long a clip must be', () => {
    const extractor = new LogMelExtractor(AUDIOSET);
    expect(extractor.extract(noise(513, 1))).toHaveLength(2 * 64);
    expect(() => extractor.extract(noise(512, 1))).toThrow(/512 samples is too short .* more than 512/);
    expect(() => extractor.extract(noise(512, 1))).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it.each([
    [{ hop: 0 }, 'hop is 0'],
    [{ sampleRate: 44100.5 }, 'sampleRate is 44100.5'],
    [{ fftSize: 1000 }, 'fftSize is 1000'],
    [{ fmin: 9000, fmax: 8000 }, 'fmin is 9000'],
    [{ melBins: Number.NaN }, 'melBins is NaN'],
  ])('refuses %j', (change, message) => {
    const build = () => new LogMelExtractor({ ...AUDIOSET, ...change });
    expect(build).toThrow(message);
    expect(build).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });
});

function logMelConfigOf(config: GoldenEntry['config']): LogMelConfig {
  const read = (key: string): number => number(config[key], key);
  return {
    sampleRate: read('sample_rate'),
    hop: read('hop'),
    fftSize: read('n_fft'),
    melBins: read('mel_bins'),
    fmin: read('fmin'),
    fmax: read('fmax'),
  };
}

function spectrogram(samples: Float32Array, { hop, fftSize }: LogMelConfig): Float32Array {
  const frames = Math.floor(samples.length / hop) + 1;
  const padded = reflectPad(samples, fftSize / 2);
  const spectrum = new PowerSpectrum(hannWindow(fftSize));
  const power = new Float32Array(frames * (fftSize / 2 + 1));
  for (let t = 0; t < frames; t++) {
    spectrum.compute(padded, t * hop);
    power.set(spectrum.power, t * spectrum.power.length);
  }
  return power;
}
