// Bicubic resize as the Pillow library does it, to the last bit: A = -0.5, the kernel widened
// when shrinking (antialiasing), 22-bit fixed-point weights, bytes between the two
// passes. It is not what PyTorch calls bicubic: see resize-torch.ts.
import type { Picture } from './resize-torch.ts';

/** Keys' cubic parameter in Pillow. */
const A = -0.5;
/** Reach of the kernel on either side, in output pixels when shrinking, else in input pixels. */
const SUPPORT = 2;
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/** Resizes `source` to `[outHeight, outWidth, channels]` bytes. */
export function resizeBicubicPil(
  source: Picture<Uint8Array>,
  outHeight: number,
  outWidth: number,
): Uint8Array {
  const { data, height, width, channels } = source;
  // Each pass sees its input as [lines, inSize, step]: x runs over pixels, y over whole rows.
  const narrow = resizeAxis(data, height, width, outWidth, channels);
  return resizeAxis(narrow, 1, height, outHeight, outWidth * channels);
}

/** `[lines, inSize, step]` -> `[lines, outSize, step]`. */
function resizeAxis(
  data: Uint8Array,
  lines: number,
  inSize: number,
  outSize: number,
  step: number,
): Uint8Array {
  const { first, count, weights, reach } = coefficients(inSize, outSize);
  const result = new Uint8Array(lines * outSize * step);
  const sums = new Int32Array(step);
  let out = 0;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < outSize; i++) {
      sums.fill(HALF);
      let from = (line * inSize + at(first, i)) * step;
      for (let tap = 0; tap < at(count, i); tap++) {
        const weight = at(weights, i * reach + tap);
        for (let s = 0; s < step; s++) sums[s] = at(sums, s) + weight * at(data, from++);
      }
      for (let s = 0; s < step; s++) {
        const value = at(sums, s) >> PRECISION_BITS;
        result[out++] = Math.max(0, Math.min(255, value));
      }
    }
  }
  return result;
}

interface Coefficients {
  /** Taps reserved for each output position. */
  readonly reach: number;
  /** First input position of each output position, and how many it reads. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[outSize, reach]`, in units of 2^-22. */
  readonly weights: Int32Array;
}

function coefficients(inSize: number, outSize: number): Coefficients {
  const ratio = inSize / outSize;
  const widening = Math.max(ratio, 1);
  const support = SUPPORT * widening;
  const reach = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Int32Array(outSize * reach);
  for (let i = 0; i < outSize; i++) {
    const centre = (i + 0.5) * ratio;
    const begin = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(inSize, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - begin }, (_, tap) =>
      cubic(Math.abs((begin + tap - centre + 0.5) * (1 / widening))),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    first[i] = begin;
    count[i] = end - begin;
    for (const [tap, weight] of raw.entries()) {
      const fixed = (sum === 0 ? weight : weight / sum) * (1 << PRECISION_BITS);
      weights[i * reach + tap] = Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
    }
  }
  return { reach, first, count, weights };
}

/** Keys' cubic convolution kernel at distance d >= 0, in Pillow's order of operations. */
function cubic(d: number): number {
  if (d < 1) return ((A + 2) * d - (A + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * A;
  return 0;
}

/** An element that is there by construction. */
function at(values: Uint8Array | Int32Array, index: number): number {
  return values[index] as number;
}
