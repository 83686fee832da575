// What the pictures of a report show, by their pixels.
import { describe, expect, it } from 'vitest';
import { heatColour } from './colour.ts';
import { heatRange, jpegUri, overlay, pngUri, spectrogramPicture, thumbnailOf } from './picture.ts';

const grey = (height: number, width: number) => ({
  data: new Uint8Array(height * width * 3).fill(128),
  height,
  width,
  channels: 3,
});

/** A measure of how light a pixel is. */
const light = (data: Uint8Array, pixel: number): number =>
  [0, 1, 2].reduce((sum, channel) => sum + (data[pixel * 3 + channel] ?? 0), 0);

describe('heatColour', () => {
  it('gets lighter from 0 to 1 and stays at its ends beyond', () => {
    const lightness = Array.from({ length: 21 }, (_, index) => {
      const [r, g, b] = heatColour(index / 20);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    for (const [index, value] of lightness.slice(1).entries())
      expect(value).toBeGreaterThan(lightness[index] ?? 0);
    expect(heatColour(-1)).toEqual(heatColour(0));
    expect(heatColour(2)).toEqual(heatColour(1));
  });
});

describe('thumbnailOf', () => {
  it.each([
    [480, 640, 120, 160],
    [3000, 400, 160, 21],
    [1, 2000, 1, 160],
    [12, 16, 12, 16],
  ])('%d x %d becomes %d x %d', (height, width, toHeight, toWidth) => {
    const small = thumbnailOf(grey(height, width));
    expect([small.height, small.width, small.data.length]).toEqual([
      toHeight,
      toWidth,
      toHeight * toWidth * 3,
    ]);
    expect(new Set(small.data)).toEqual(new Set([128]));
  });
});

describe('overlay', () => {
  const map = { weights: Float32Array.of(0.1, 0.1, 0.1, 0.7), rows: 2, columns: 2 };

  it('is lightest where attention is highest', () => {
    const range = heatRange([map]);
    expect([range.least, range.most].map((value) => value.toFixed(3))).toEqual(['0.400', '2.800']);
    const { data } = overlay(grey(8, 8), map, range);
    expect(light(data, 63)).toBeGreaterThan(light(data, 0));
    expect(light(data, 63)).toBeGreaterThan(light(data, 7));
  });

  it('shows an even spread as one colour', () => {
    const even = { weights: new Float32Array(9).fill(1 / 9), rows: 3, columns: 3 };
    const { data } = overlay(grey(4, 4), even, heatRange([even]));
    expect(new Set(Array.from({ length: 16 }, (_, pixel) => light(data, pixel))).size).toBe(1);
  });
});

describe('spectrogramPicture', () => {
  it('has time to the right and pitch upwards', () => {
    const decibels = new Float32Array(3 * 4).fill(-100);
    decibels[2 * 4 + 3] = 10; // last frame, highest mel
    const { data, height, width } = spectrogramPicture({ decibels, frames: 3, mels: 4 });
    const pixels = Array.from({ length: height * width }, (_, pixel) => light(data, pixel));
    expect(width).toBe(3);
    expect(pixels.indexOf(Math.max(...pixels))).toBe(2);
  });

  it('leaves silence dark', () => {
    const { data } = spectrogramPicture({ decibels: new Float32Array(8).fill(-100), frames: 2, mels: 4 });
    expect(Math.max(...data)).toBeLessThan(40);
  });
});

it('pictures become data URIs of their kind', async () => {
  expect(await jpegUri(grey(2, 2))).toMatch(/^data:image\/jpeg;base64,\/9j\/[A-Za-z0-9+/]+=*$/);
  expect(await pngUri(grey(2, 2))).toMatch(/^data:image\/png;base64,iVBOR[A-Za-z0-9+/]+=*$/);
});
