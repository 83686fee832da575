// The bank of triangular mel filters: Slaney's scale and area normalisation,
// in the arithmetic of librosa 0.10 (spec: encoder-htsat section 2).
import type { LogMelConfig } from './config.ts';

const LINEAR_HZ_PER_MEL = 200 / 3;
const LOG_START_HZ = 1000;
const LOG_START_MEL = LOG_START_HZ / LINEAR_HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

function hzToMel(hz: number): number {
  return hz < LOG_START_HZ ? hz / LINEAR_HZ_PER_MEL : LOG_START_MEL + Math.log(hz / LOG_START_HZ) / LOG_STEP;
}

function melToHz(mel: number): number {
  return mel < LOG_START_MEL
    ? mel * LINEAR_HZ_PER_MEL
    : LOG_START_HZ * Math.exp(LOG_STEP * (mel - LOG_START_MEL));
}

/** Corner frequencies in Hz, `[M + 2]`: filter i rises from corner i to i+1 and falls to i+2. */
export function melEdges({ melBins, fmin, fmax }: LogMelConfig): Float64Array {
  const first = hzToMel(fmin);
  const step = (hzToMel(fmax) - first) / (melBins + 1);
  return Float64Array.from({ length: melBins + 2 }, (_, i) => melToHz(first + i * step));
}

/** The filters as a matrix `[F, M]` from the F = fftSize/2 + 1 power bins to the M mel bins. */
export function melFilters(config: LogMelConfig): Float32Array {
  const { sampleRate, fftSize, melBins } = config;
  const bins = fftSize / 2 + 1;
  const filters = new Float32Array(bins * melBins);
  const edges = melEdges(config);
  for (let i = 0; i < melBins; i++) {
    const [low = 0, centre = 0, high = 0] = edges.subarray(i, i + 3);
    for (let k = 0; k < bins; k++) {
      const hz = (k * sampleRate) / fftSize;
      const triangle = Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
      filters[k * melBins + i] = (Math.fround(Math.max(0, triangle)) * 2) / (high - low);
    }
  }
  return filters;
}
