// The resize of Pillow, to the last bit. Inputs are made by the goldens' fill rule.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resizeBicubicPil } from './index.ts';

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
