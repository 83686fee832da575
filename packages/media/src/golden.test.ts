// Resizing, normalising and frame choice against numbers of the reference run (float64, PyTorch).
// and of Pillow (to the last bit). Inputs are made by the goldens' fill rule; results are stored as every k-th element.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { preprocessFrames, resizeBicubicPil, resizeBicubicTorch, spreadIndices } from './index.ts';

describe('resizeBicubicTorch, spec "encoder-swin-v2"', () => {
  const golden = readGolden('resize');
  it.each([
    { name: 'small', shape: [3, 28, 28], size: [24, 24], stride: 1, tolerance: 3e-5 },
    { name: 'full', shape: [3, 224, 224], size: [192, 192], stride: 79, tolerance: 3e-4 },
    { name: 'up', shape: [2, 9, 14], size: [16, 21], stride: 1, tolerance: 1e-5 },
  ] as const)('$name', ({ name, shape: [channels, height, width], size: [outHeight, outWidth], ...rest }) => {
    const filled = uniform(`input:resize.${name}`, channels * height * width).map((u) => 2 * u - 1);
    const data = Float32Array.from(channelsLast(filled, channels));
    const resized = resizeBicubicTorch({ data, height, width, channels }, outHeight, outWidth);
    expect(worstGap(channelsFirst(resized, channels), golden(name), rest.stride)).toBeLessThan(
      rest.tolerance,
    );
  });
});

describe('preprocessFrames, spec "task-ave"', () => {
  const golden = readGolden('preprocess');
  it.each([
    { height: 240, width: 320, tolerance: 9e-4 },
    { height: 100, width: 80, tolerance: 5.1e-4 },
    { height: 360, width: 480, tolerance: 2.6e-5 },
    { height: 192, width: 192, tolerance: 9.9e-6 },
  ])('$height x $width', ({ height, width, tolerance }) => {
    const bytes = uniform(`input:frame_${height}x${width}`, 3 * height * width).map((u) =>
      Math.min(255, Math.floor(2 * u * 128)),
    );
    const data = Uint8Array.from(channelsLast(bytes, 3));
    const result = preprocessFrames({ data, count: 1, height, width }, { size: 192 });
    const gap = worstGap(channelsFirst(result, 3), golden(`out.frame_${height}x${width}`), 73);
    expect(gap).toBeLessThan(tolerance);
  });

  it('chooses the frames that the reference chooses', () => {
    const totals = golden('in.total_frames');
    const chosen = Array.from(totals, (n) => spreadIndices(n, 10).map((index) => index + 1));
    expect(chosen.flat()).toEqual(Array.from(golden('out.frame_indices')));
    expect(totals.length).toBe(20);
  });
});

describe('resizeBicubicPil, against Pillow', () => {
  const { cases } = JSON.parse(readFileSync(new URL('./fixtures/pil-bicubic.json', import.meta.url), 'utf8'));
  it.each<PilCase>(cases)('$height x $width -> $outHeight x $outWidth', (golden) => {
    const { name, height, width, outHeight, outWidth, expected } = golden;
    const data =
      name === 'checkerboard'
        ? checkerboard(height, width)
        : Uint8Array.from(uniform(name, height * width * 3), (u) => Math.floor(256 * u));
    const resized = resizeBicubicPil({ data, height, width, channels: 3 }, outHeight, outWidth);
    expect(Buffer.from(resized).equals(Buffer.from(expected, 'base64'))).toBe(true);
  });
});

interface PilCase {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** `[outHeight, outWidth, 3]` in base64. */
  readonly expected: string;
}

/** Black and white squares of 4x4 pixels: the hardest edges, so that overshoot must be clipped. */
function checkerboard(height: number, width: number): Uint8Array {
  return Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const dark = (Math.floor((pixel % width) / 4) + Math.floor(pixel / width / 4)) % 2 === 0;
    return dark ? 0 : 255;
  });
}

/** The tensors of a safetensors fixture by name. */
function readGolden(file: string): (key: string) => ArrayLike<number> {
  const bytes = readFileSync(new URL(`./fixtures/${file}.safetensors`, import.meta.url));
  const start = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, start).toString());
  return (key) => {
    const {
      dtype,
      data_offsets: [from, to],
    } = header[key];
    const data = bytes.buffer.slice(bytes.byteOffset + start + from, bytes.byteOffset + start + to);
    if (dtype === 'I64') return Array.from(new BigInt64Array(data), Number);
    return dtype === 'I32' ? new Int32Array(data) : new Float32Array(data);
  };
}

/** The goldens' uniform(name, n): numbers in [0, 1) from the name alone. */
function uniform(name: string, count: number): Float64Array {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return Float64Array.from({ length: count }, (_, i) => {
    let h = hash ^ Math.imul(i, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 8) / 2 ** 24;
  });
}

/** `[C, H*W]` -> `[H*W, C]`. */
function channelsLast(values: Float64Array, channels: number): Float64Array {
  const pixels = values.length / channels;
  return values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)] ?? Number.NaN);
}

/** `[H*W, C]` -> `[C, H*W]`. */
function channelsFirst(values: Float32Array, channels: number): Float32Array {
  const pixels = values.length / channels;
  return values.map((_, i) => values[(i % pixels) * channels + Math.floor(i / pixels)] ?? Number.NaN);
}

function worstGap(values: Float32Array, stored: ArrayLike<number>, stride: number): number {
  expect(stored.length).toBe(Math.ceil(values.length / stride));
  return Math.max(...Array.from(stored, (value, i) => Math.abs(value - (values[i * stride] ?? Number.NaN))));
}
