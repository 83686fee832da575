// How samples become frames: the window, the padding and the number of frames
// (spec: encoder-htsat section 2).
import { HtsatError } from '../errors.ts';
import type { LogMelConfig } from './config.ts';

/** Periodic Hann window, `0.5 - 0.5 cos(2 pi n / size)`. */
export function hannWindow(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
}

/**
 * Frames of a clip: one per hop, the first centred on sample 0.
 * Throws `HtsatError` `BAD_INPUT` where the clip is too short to be mirrored at its ends.
 */
export function frameCount(samples: number, config: Pick<LogMelConfig, 'hop' | 'fftSize'>): number {
  const half = config.fftSize / 2;
  if (samples <= half) {
    throw new HtsatError(
      'BAD_INPUT',
      `a clip of ${samples} samples is too short for frames of ${config.fftSize}; give more than ${half} samples (pad with zeros)`,
    );
  }
  return Math.floor(samples / config.hop) + 1;
}

/** The clip with half a frame of its own mirror image at each end (the end samples are not repeated). */
export function reflectPad(samples: Float32Array, half: number): Float32Array {
  const padded = new Float32Array(samples.length + 2 * half);
  padded.set(samples, half);
  padded.set(samples.subarray(1, half + 1).toReversed(), 0);
  padded.set(
    samples.subarray(samples.length - half - 1, samples.length - 1).toReversed(),
    half + samples.length,
  );
  return padded;
}
