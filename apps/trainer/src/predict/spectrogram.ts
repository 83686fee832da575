// The sound of a window for the eye.
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import type { InputConfig } from '../config/sections.ts';
import type { Spectrogram } from '../report/types.ts';

/** Log-mel power of mono samples at `input.sampleRate`. */
export function spectrogramOf(samples: Float32Array, input: InputConfig): Spectrogram {
  const extractor = new LogMelExtractor(input);
  return {
    decibels: extractor.extract(samples),
    frames: extractor.frames(samples.length),
    mels: input.melBins,
  };
}
