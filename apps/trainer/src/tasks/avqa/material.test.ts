// Which ten seconds are taken, of extracted pictures and of videos: each picture has a brightness of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTensor } from '@dg-sct/checkpoint';
import { writeNpy } from '@dg-sct/datasets';
import { encodeJpeg, openMediaReader } from '@dg-sct/media';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { prepareSound } from '../../prepare/clip.ts';
import { temporaryFolder, writeTinyVideo } from '../../testing/ave-folder.ts';
import { prepareAvqaExtracted, prepareAvqaVideo } from './material.ts';
import { readMoments } from './moments.ts';

const { input } = loadConfig('avqa-tiny');

/** The brightness of the middle of each frame. */
const brightness = ({ data, shape: [count = 0, side = 0] }: HostTensor): number[] =>
  Array.from({ length: count }, (_, t) => Number(data[3 * (t * side * side + (side * side + side) / 2)]));

/** A value may differ by what coding costs. */
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, -1) as number);

describe('pictures and a wave', () => {
  it('are ten of all pictures, as published, and every second of the wave', async () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'frames'));
    const files: string[] = [];
    for (let n = 1; n <= 60; n++) {
      const picture = { data: new Uint8Array(16 * 24 * 3).fill(4 * n), height: 16, width: 24, channels: 3 };
      files.push(join(dir, 'frames', `${String(n).padStart(8, '0')}.jpg`));
      writeFileSync(files.at(-1) as string, await encodeJpeg(picture));
    }
    const wave = join(dir, 'a.npy');
    const samples = Float32Array.from({ length: 320_000 }, (_, i) => Math.sin(i * i * 1e-4) * 0.3);
    await writeNpy(wave, samples);
    const { frames, logmel } = await prepareAvqaExtracted(
      { kind: 'avqa-extracted', frames: files, wave },
      input,
    );
    expect(frames.shape).toEqual([10, 64, 64, 3]);
    const chosen = [1, 7, 14, 20, 27, 33, 40, 46, 53, 60];
    expect(brightness(frames).map((value) => Math.round(value / 4))).toEqual(chosen);
    expect(logmel).toEqual(prepareSound(samples, input));
  });
});

describe('a video', () => {
  it('of twelve seconds is ten of them, with the picture and the sound of each', async () => {
    const path = join(temporaryFolder(), 'clip.mp4');
    writeTinyVideo(path, { seconds: 12, frames: 12 });
    const reader = await openMediaReader();
    const { spans, samples, tensors } = readMoments(reader, path, input);
    const seconds = [0, 1, 2, 3, 4, 6, 7, 8, 9, 11];
    expect(spans.map(({ start }) => start)).toEqual(seconds);
    expect(brightness(tensors.frames)).toEqual(near(seconds.map((second) => 20 * (second + 1))));
    const sound = reader.readAudio(path, { sampleRate: input.sampleRate });
    expect(samples.slice(-32_000, -16_000)).toEqual(sound.slice(11 * 32_000, 11 * 32_000 + 16_000));
  });

  it('of three seconds has each taken more than once', async () => {
    const path = join(temporaryFolder(), 'clip.mp4');
    writeTinyVideo(path, { seconds: 3, frames: 24 });
    const reader = await openMediaReader();
    const { spans } = readMoments(reader, path, input);
    expect(spans.map(({ start }) => start)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 2]);
    expect(prepareAvqaVideo(reader, path, input).frames.shape).toEqual([10, 64, 64, 3]);
  });
});
