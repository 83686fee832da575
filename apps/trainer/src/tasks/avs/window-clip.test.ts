// Which frame and which sound stand for a second of a video.
import { join } from 'node:path';
import { openMediaReader } from '@dg-sct/media';
import { expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { videoWindows } from '../../predict/windows.ts';
import { temporaryFolder, writeTinyVideo } from '../../testing/ave-folder.ts';
import type { AvsInput } from './config.ts';
import { WindowReader } from './window-clip.ts';

const { input } = loadConfig('avs-ms3-tiny') as { readonly input: AvsInput };

it('the frame that is shown when 15/16 of a second have passed, and its sound', async () => {
  const path = join(temporaryFolder(), 'steps.mp4');
  // Four frames a second, each brighter by 20 than the one before it.
  writeTinyVideo(path, { seconds: 2.5, frames: 10 });
  const clips = new WindowReader(await openMediaReader(), path, input);
  const [window] = videoWindows(2.5, input);
  const clip = window && clips.read(window);
  const grey = (frame: number): number => 20 * (frame + 1);
  const shown = clip?.pictures.map(({ data }) => data.reduce((sum, value) => sum + value, 0) / data.length);
  // The last second is half a second long: its frame is that of 2.47 s.
  for (const [second, frame] of [3, 7, 9].entries()) {
    expect(Math.abs((shown?.[second] ?? 0) - grey(frame))).toBeLessThan(5);
  }
  expect(shown).toHaveLength(3);
  expect(clip?.tensors.frames?.shape).toEqual([3, input.imageSize, input.imageSize, 3]);
  expect(clip?.tensors.logmel?.shape).toEqual([5, 101, input.melBins]);
  expect(clip?.samples).toHaveLength(3 * input.sampleRate);
  const loudness = [0, 1, 2].map((second) =>
    Math.hypot(...(clip?.samples.subarray(second * 32_000, second * 32_000 + 16_000) ?? [])),
  );
  for (const value of loudness) expect(value).toBeGreaterThan(1);
  expect(Math.hypot(...(clip?.samples.subarray(2.6 * 32_000) ?? []))).toBeLessThan(0.5);
});

it('samples are given as they are where the network makes its own spectrogram', async () => {
  const path = join(temporaryFolder(), 'short.mp4');
  writeTinyVideo(path, { seconds: 1, frames: 4 });
  const reader = await openMediaReader();
  const clips = new WindowReader(reader, path, { ...input, sound: 'samples' });
  const [window] = videoWindows(1, input);
  const { samples, logmel } = (window && clips.read(window))?.tensors ?? {};
  expect(logmel).toBeUndefined();
  expect(samples?.shape).toEqual([5, 32_000]);
  const heard = reader.readAudio(path, { sampleRate: 32_000 }).subarray(0, 32_000);
  expect(Array.from(samples?.data as Float32Array).slice(0, heard.length)).toEqual(Array.from(heard));
});
