import { join } from 'node:path';
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import { openMediaReader, preprocessFrames } from '@dg-sct/media';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { temporaryFolder, writeTinyVideo } from '../testing/ave-folder.ts';
import { prepareClip, prepareFrames, prepareSound } from './clip.ts';
import { normalizeFrames } from './normalize.ts';

const { input } = loadConfig('ave-tiny');

/** A picture with hard edges, where bicubic resizing overshoots. */
function checkers(count: number, size: number) {
  const data = Uint8Array.from({ length: count * size * size * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return (Math.floor(pixel / 5) + Math.floor(pixel / (5 * size))) % 2 === 0 ? 255 : 0;
  });
  return { data, count, height: size, width: size };
}

describe('prepareFrames', () => {
  it('keeps overshoot in float32, so that normalising gives the published preprocessing', () => {
    const frames = checkers(2, 50);
    const exact = prepareFrames(frames, { ...input, framePrecision: 'float32' });
    expect(exact).toMatchObject({ dtype: 'F32', shape: [2, 64, 64, 3] });
    expect(Math.min(...Array.from(exact.data, Number))).toBeLessThan(0);
    const published = preprocessFrames(frames, { size: 64 });
    const normalized = normalizeFrames(exact);
    expect(
      Math.max(...published.map((value, i) => Math.abs(value - (normalized[i] ?? Number.NaN)))),
    ).toBeLessThan(1e-6);
  });

  it('rounds and cuts off overshoot in uint8', () => {
    const frames = checkers(1, 50);
    const rounded = prepareFrames(frames, input);
    const exact = prepareFrames(frames, { ...input, framePrecision: 'float32' });
    expect(rounded).toMatchObject({ dtype: 'U8', shape: [1, 64, 64, 3] });
    const wrong = Array.from(rounded.data, Number).filter((value, i) => {
      const wanted = Math.min(Math.max(Number(exact.data[i]), 0), 1) * 255;
      return Math.abs(value - wanted) > 0.5001;
    });
    expect(wrong).toEqual([]);
  });
});

describe('prepareSound', () => {
  const noise = Float32Array.from({ length: 320_000 }, (_, i) => Math.sin(i * i * 1e-4) * 0.3);

  it('takes every second by itself', () => {
    const { dtype, shape, data } = prepareSound(noise, input);
    expect({ dtype, shape }).toEqual({ dtype: 'F32', shape: [10, 101, 32] });
    const third = new LogMelExtractor(input).extract(noise.slice(64_000, 96_000));
    expect(data.slice(2 * 101 * 32, 3 * 101 * 32)).toEqual(third);
  });

  it('repeats the second as the published loader does', () => {
    const { shape, data } = prepareSound(noise, { ...input, tile: 10 });
    expect(shape).toEqual([10, 1001, 32]);
    const second = noise.slice(32_000, 64_000);
    const tiled = new Float32Array(320_000);
    for (let k = 0; k < 10; k++) tiled.set(second, k * 32_000);
    expect(data.slice(1001 * 32, 2 * 1001 * 32)).toEqual(new LogMelExtractor(input).extract(tiled));
  });

  it('hears silence where the sound has ended', () => {
    const { data } = prepareSound(noise.slice(0, 100), input);
    expect(data.slice(101 * 32).every((decibels) => decibels === -100)).toBe(true);
    expect(data.slice(0, 32).some((decibels) => Number(decibels) > -100)).toBe(true);
  });
});

describe('prepareClip', () => {
  it.each([
    ['10 s', { seconds: 10, frames: 20 }],
    ['0.3 s', { seconds: 0.3, frames: 3 }],
    ['one frame', { seconds: 1, frames: 1 }],
    ['4000x3000 pixels', { seconds: 1, frames: 2, width: 4000, height: 3000 }],
  ])('gives full shapes for a video of %s', async (_name, video) => {
    const path = join(temporaryFolder(), '-clip 1.mp4');
    writeTinyVideo(path, video);
    const clip = prepareClip(await openMediaReader(), path, { start: 0, end: 10 }, input);
    expect(clip.frames.shape).toEqual([10, 64, 64, 3]);
    expect(clip.logmel.shape).toEqual([10, 101, 32]);
  });

  it('spreads frames over what a window holds', async () => {
    const path = join(temporaryFolder(), 'clip.mp4');
    writeTinyVideo(path, { seconds: 12, frames: 12 });
    const clip = prepareClip(await openMediaReader(), path, { start: 10, end: 20 }, input);
    const brightness = Array.from({ length: 10 }, (_, t) => Number(clip.frames.data[t * 64 * 64 * 3]));
    // Two frames are there: the first stands for nine of ten positions, floor(k / 9).
    expect(new Set(brightness.slice(0, 9)).size).toBe(1);
    expect(Number(brightness[9])).toBeGreaterThan(Number(brightness[8]));
  });
});
