// Bicubic resize as PyTorch's `interpolate(mode='bicubic', align_corners=False)` does it: A = -0.75,
// half-pixel centres, four taps whatever the scale (no antialiasing), indices clamped to the
// edge, overshoot kept. It is not what PIL calls bicubic: see resize-pil.ts.

/** A picture with its channels side by side. */
export interface Picture<Pixels extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  /** `[height, width, channels]`. */
  readonly data: Pixels;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Keys' cubic parameter in PyTorch. */
const A = -0.75;

/**
 * Resizes `source` to `[outHeight, outWidth, channels]`, its values times `scale` (1/255 for bytes that should
 * become 0..1). Source: spec "task-ave", section 1.1.
 */
export function resizeBicubicTorch(
  source: Picture,
  outHeight: number,
  outWidth: number,
  scale = 1,
): Float32Array {
  const { height, channels } = source;
  const columns = tapsAlong(source.width, outWidth, channels, scale);
  const rows = tapsAlong(height, outHeight, outWidth * channels, 1);
  const stretched = stretchRows(source, rows.offsets, columns, outWidth);
  return combineRows(stretched, rows, outHeight, outWidth * channels);
}

/** For output position i: elements offsets[4i ... 4i+3] with weights[4i ... 4i+3]. */
interface Taps {
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

function tapsAlong(inSize: number, outSize: number, stride: number, scale: number): Taps {
  const offsets = new Int32Array(outSize * 4);
  const weights = new Float64Array(outSize * 4);
  const ratio = inSize / outSize;
  for (let i = 0; i < outSize; i++) {
    const position = ratio * (i + 0.5) - 0.5;
    const first = Math.floor(position) - 1;
    for (let tap = 0; tap < 4; tap++) {
      const index = Math.min(Math.max(first + tap, 0), inSize - 1);
      offsets[4 * i + tap] = index * stride;
      weights[4 * i + tap] = scale * cubic(Math.abs(position - first - tap));
    }
  }
  return { offsets, weights };
}

/** Keys' cubic convolution kernel at distance d >= 0. */
function cubic(d: number): number {
  if (d <= 1) return ((A + 2) * d - (A + 3)) * d * d + 1;
  if (d < 2) return ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
  return 0;
}

/** First pass, along x, of those rows only that the second one reads: `[height, outWidth, channels]`. */
function stretchRows(source: Picture, rowOffsets: Int32Array, columns: Taps, outWidth: number): Float32Array {
  const { data, width, channels } = source;
  const { offsets, weights } = columns;
  const rowLength = outWidth * channels;
  const stretched = new Float32Array(source.height * rowLength);
  for (const to of new Set(rowOffsets)) {
    const from = (to / rowLength) * width * channels;
    for (let x = 0, out = to; x < outWidth; x++) {
      const w0 = at(weights, 4 * x);
      const w1 = at(weights, 4 * x + 1);
      const w2 = at(weights, 4 * x + 2);
      const w3 = at(weights, 4 * x + 3);
      const p0 = from + at(offsets, 4 * x);
      const p1 = from + at(offsets, 4 * x + 1);
      const p2 = from + at(offsets, 4 * x + 2);
      const p3 = from + at(offsets, 4 * x + 3);
      for (let c = 0; c < channels; c++) {
        stretched[out++] =
          w0 * at(data, p0 + c) + w1 * at(data, p1 + c) + w2 * at(data, p2 + c) + w3 * at(data, p3 + c);
      }
    }
  }
  return stretched;
}

/** Second pass, along y. */
function combineRows(
  stretched: Float32Array,
  rows: Taps,
  outHeight: number,
  rowLength: number,
): Float32Array {
  const { offsets, weights } = rows;
  const result = new Float32Array(outHeight * rowLength);
  for (let y = 0, out = 0; y < outHeight; y++) {
    const w0 = at(weights, 4 * y);
    const w1 = at(weights, 4 * y + 1);
    const w2 = at(weights, 4 * y + 2);
    const w3 = at(weights, 4 * y + 3);
    const p0 = at(offsets, 4 * y);
    const p1 = at(offsets, 4 * y + 1);
    const p2 = at(offsets, 4 * y + 2);
    const p3 = at(offsets, 4 * y + 3);
    for (let i = 0; i < rowLength; i++) {
      result[out++] =
        w0 * at(stretched, p0 + i) +
        w1 * at(stretched, p1 + i) +
        w2 * at(stretched, p2 + i) +
        w3 * at(stretched, p3 + i);
    }
  }
  return result;
}

/** An element that is there by construction. */
function at(values: Uint8Array | Int32Array | Float32Array | Float64Array, index: number): number {
  return values[index] as number;
}
