// The sound of some segments as a report shows it.
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import type { InputConfig } from '../config/sections.ts';
import type { Spectrogram } from '../report/types.ts';

/** @param samples mono, at `input.sampleRate` */
export function spectrogramOf(samples: Float32Array, input: InputConfig): Spectrogram {
  const extractor = new LogMelExtractor(input);
  return {
    decibels: extractor.extract(samples),
    frames: extractor.frames(samples.length),
    mels: input.melBins,
  };
}
