// The log-mel spectrogram of a clip on the CPU, without TensorFlow.js: an FFT
// per frame and sparse mel filters. Same numbers as the modules `Spectrogram`
// and `LogMel` with untouched kernels; not differentiable.
import { checkLogMelConfig, type LogMelConfig } from './config.ts';
import { frameCount, hannWindow, reflectPad } from './framing.ts';
import { melFilters } from './mel-filters.ts';
import { PowerSpectrum } from './power-spectrum.ts';

/** Smallest mel power told apart from silence; silence is exactly -100 dB. */
export const MEL_FLOOR = 1e-10;

/** The non-zero run of one mel filter. */
interface Band {
  readonly start: number;
  readonly weights: Float64Array;
}

export class LogMelExtractor {
  readonly config: LogMelConfig;
  readonly #spectrum: PowerSpectrum;
  readonly #bands: readonly Band[];

  /** Throws `HtsatError` `BAD_CONFIG`. */
  constructor(config: LogMelConfig) {
    checkLogMelConfig(config);
    this.config = config;
    this.#spectrum = new PowerSpectrum(hannWindow(config.fftSize));
    this.#bands = bandsOf(melFilters(config), config.melBins);
  }

  /** Frames that a clip of so many samples gives. Throws `HtsatError` `BAD_INPUT` where it is too short. */
  frames(samples: number): number {
    return frameCount(samples, this.config);
  }

  /**
   * Decibels `[T, M]`, row-major: `10 log10(max(mel power, 1e-10))`.
   * @param samples mono, -1..1, at the configured sample rate; more than fftSize/2 of them
   */
  extract(samples: Float32Array): Float32Array {
    const { hop, fftSize, melBins } = this.config;
    const frames = this.frames(samples.length);
    const padded = reflectPad(samples, fftSize / 2);
    const decibels = new Float32Array(frames * melBins);
    for (let frame = 0; frame < frames; frame++) {
      this.#spectrum.compute(padded, frame * hop);
      decibels.set(this.#melDecibels(), frame * melBins);
    }
    return decibels;
  }

  /** The mel bins of the frame that the spectrum holds. */
  #melDecibels(): number[] {
    const power = this.#spectrum.power;
    return this.#bands.map(({ start, weights }) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += (power[start + i] as number) * (weights[i] as number);
      return 10 * Math.log10(Math.max(sum, MEL_FLOOR));
    });
  }
}

function bandsOf(filters: Float32Array, melBins: number): Band[] {
  const bins = filters.length / melBins;
  return Array.from({ length: melBins }, (_, mel) => {
    const column = Float64Array.from({ length: bins }, (_, bin) => filters[bin * melBins + mel] as number);
    const start = column.findIndex((weight) => weight !== 0);
    const end = column.findLastIndex((weight) => weight !== 0) + 1;
    return { start: Math.max(start, 0), weights: column.slice(Math.max(start, 0), end) };
  });
}
