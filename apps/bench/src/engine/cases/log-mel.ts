// The log-mel front end of HTS-AT in the graph: frames times Fourier kernels, mel
// filters, decibels. PyTorch is given its own FFT.
import { HTSAT_VARIANTS, htsat } from '@dg-sct/encoder-htsat';
import { seededRandom } from '@dg-sct/nn';
import type { BenchCase } from '../../contest/case.ts';
import { signalVariable } from '../../contest/fill.ts';
import { computing } from '../../contest/results.ts';

export const LOG_MEL: BenchCase = {
  id: 'log-mel',
  about: 'log-mel spectrogram of 10 s at 32 kHz',
  sizes: {
    full: { samples: 320_000, fftSize: 1024, hop: 320, melBins: 64 },
    tiny: { samples: 640, fftSize: 64, hop: 20, melBins: 4 },
  },
  prepare: ({ samples = 1, fftSize = 1, hop = 1, melBins = 1 }) => {
    const model = htsat({ ...HTSAT_VARIANTS.audioset, fftSize, hop, melBins });
    for (const part of [model.spectrogram, model.melFilters]) {
      for (const parameter of part.namedParameters().values()) parameter.initialize(seededRandom(0));
    }
    const clip = signalVariable('samples', [1, samples]);
    return computing([[1, Math.floor(samples / hop) + 1, melBins]], () => [model.logMel(clip)]);
  },
};
