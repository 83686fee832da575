// Which frame and which sound stand for a segment where frames are taken at a moment of it.
import { join } from 'node:path';
import { openMediaReader } from '@dg-sct/media';
import { expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { SampledTensors } from '../prepare/clip.ts';
import { temporaryFolder, writeTinyVideo } from '../testing/ave-folder.ts';
import { ClipReader } from './clip.ts';
import { videoWindows } from './windows.ts';

const { input } = loadConfig('avs-ms3-tiny');

async function firstWindow(path: string, seconds: number, change: object = {}) {
  const reader = await openMediaReader();
  const clips = new ClipReader(reader, path, { ...input, ...change }, 15 / 16);
  const [clip] = videoWindows(seconds, input).map((window) => clips.read(window));
  if (clip === undefined) throw new RangeError('there is no window');
  return { reader, clip };
}

it('the frame that is shown when 15/16 of a second have passed, and its sound', async () => {
  const path = join(temporaryFolder(), 'steps.mp4');
  // Four frames a second, each brighter by 20 than the one before it.
  writeTinyVideo(path, { seconds: 2.5, frames: 10 });
  const { frames, tensors, samples } = (await firstWindow(path, 2.5)).clip;
  const size = frames.height * frames.width * 3;
  expect(frames.count).toBe(3);
  // The last second is half a second long: its frame is that of 2.47 s.
  for (const [second, frame] of [3, 7, 9].entries()) {
    const pixels = frames.data.subarray(second * size, (second + 1) * size);
    const shown = pixels.reduce((sum, value) => sum + value, 0) / size;
    expect(Math.abs(shown - 20 * (frame + 1))).toBeLessThan(5);
    expect(frames.times[second]).toBeCloseTo(frame / 4, 6);
  }
  const { imageSize, melBins } = input;
  expect(tensors.frames.shape).toEqual([3, imageSize, imageSize, 3]);
  expect(tensors).toMatchObject({ logmel: { shape: [5, 101, melBins] } });
  const loudness = (from: number, to: number): number => Math.hypot(...samples.subarray(from, to));
  expect(loudness(0, 16_000)).toBeGreaterThan(1);
  expect(loudness(64_000, 80_000)).toBeGreaterThan(1);
  expect(loudness(84_000, 96_000)).toBeLessThan(0.5);
});

it('samples are given as they are where the network makes its own spectrogram', async () => {
  const path = join(temporaryFolder(), 'short.mp4');
  writeTinyVideo(path, { seconds: 1, frames: 4 });
  const { reader, clip } = await firstWindow(path, 1, { sound: 'samples' });
  expect(Object.keys(clip.tensors)).toEqual(['frames', 'samples']);
  const { samples } = clip.tensors as SampledTensors;
  expect(samples.shape).toEqual([5, 32_000]);
  const heard = reader.readAudio(path, { sampleRate: 32_000 }).subarray(0, 32_000);
  expect(Array.from(samples.data as Float32Array).slice(0, heard.length)).toEqual(Array.from(heard));
});
