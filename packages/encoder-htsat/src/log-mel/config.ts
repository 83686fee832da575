// The numbers that define a log-mel front end, and their validation. Both forms
// of the front end (in the graph, on the CPU) read the same ones.
import { HtsatError } from '../errors.ts';

export interface LogMelConfig {
  /** Samples per second of the input. */
  readonly sampleRate: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Samples per frame, window and transform alike; a power of two. */
  readonly fftSize: number;
  readonly melBins: number;
  /** Lower edge of the first mel filter in Hz. */
  readonly fmin: number;
  /** Upper edge of the last mel filter in Hz; filters above half the sample rate stay empty. */
  readonly fmax: number;
}

/** Throws `HtsatError` `BAD_CONFIG` where a number makes no sense. */
export function checkLogMelConfig(config: LogMelConfig): void {
  const { sampleRate, hop, fftSize, melBins, fmin, fmax } = config;
  for (const [name, value] of Object.entries({ sampleRate, hop, melBins })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new HtsatError('BAD_CONFIG', `${name} is ${value}; it must be a positive whole number`);
    }
  }
  if (!Number.isInteger(Math.log2(fftSize)) || fftSize < 4) {
    throw new HtsatError('BAD_CONFIG', `fftSize is ${fftSize}; it must be a power of two, 4 or more`);
  }
  if (!(fmin >= 0 && fmin < fmax)) {
    throw new HtsatError('BAD_CONFIG', `fmin is ${fmin} and fmax is ${fmax}; need 0 <= fmin < fmax (Hz)`);
  }
}
