// What the model is given of a window: every frame and every sample at its time.
import { MediaError, type MediaReader, spreadIndices } from '@dg-sct/media';
import { describe, expect, it } from 'vitest';
import type { ClipTensors } from '../prepare/clip.ts';
import { ClipReader } from './clip.ts';
import { durationOf, SoundReader } from './sound.ts';
import { videoWindows } from './windows.ts';

const RATE = 1000;
const INPUT = {
  segments: 10,
  secondsPerSegment: 1,
  imageSize: 8,
  framePrecision: 'uint8',
  sampleRate: RATE,
  hop: 100,
  fftSize: 256,
  melBins: 8,
  fmin: 20,
  fmax: 500,
  tile: 1,
} as const;

/** Pictures whose grey is their second, sound whose samples count up; both as long as asked. */
function fakeReader(lengths: { readonly pictures: number; readonly sound: number; readonly said?: number }) {
  const frameRate = 10;
  const sounds: number[] = [];
  const reader: MediaReader = {
    name: 'node-av',
    probe: () => ({
      duration: lengths.said ?? Math.max(lengths.pictures, lengths.sound),
      video: { width: 2, height: 2, frameRate },
    }),
    readFrames: (path, { start = 0, end = Number.POSITIVE_INFINITY, count = 1 } = {}) => {
      const all = Array.from({ length: lengths.pictures * frameRate }, (_, index) => index / frameRate);
      const times = all.filter((time) => time >= start && time < end - 1e-9);
      if (times.length === 0) throw new MediaError('MEDIA_NO_FRAMES', 'none', { path });
      const chosen = spreadIndices(times.length, count).map((index) => times[index] as number);
      const data = Uint8Array.from(
        chosen.flatMap((time) => new Array<number>(12).fill(Math.floor(time + 1e-9))),
      );
      return { data, count, height: 2, width: 2, times: Float64Array.from(chosen) };
    },
    readAudio: (_path, { start = 0, end = Number.POSITIVE_INFINITY, sampleRate }) => {
      sounds.push(start);
      const last = Math.min(end, lengths.sound);
      const length = Math.max(0, Math.round((last - start) * sampleRate));
      return Float32Array.from({ length }, (_, index) => start * sampleRate + index);
    },
  };
  return { reader, sounds };
}

const clipOf = (duration: number, index: number, { reader }: { readonly reader: MediaReader }) => {
  const window = videoWindows(duration, INPUT)[index];
  if (window === undefined) throw new Error('no such window');
  return new ClipReader(reader, 'x', INPUT).read(window);
};
/** The grey of every frame, which is its second. */
const greys = (frames: { readonly data: ArrayLike<unknown> }, pixels: number) =>
  Array.from({ length: frames.data.length / pixels / 3 }, (_, n) => frames.data[n * pixels * 3]);

describe('ClipReader', () => {
  it('takes the frames of a whole window as training does', () => {
    const clip = clipOf(20, 1, fakeReader({ pictures: 20, sound: 20 }));
    const expected = spreadIndices(100, 10).map((index) => 10 + index / 10);
    expect([...clip.frames.times]).toEqual(expected);
    expect(greys(clip.tensors.frames, 64)).toEqual(expected.map(Math.floor));
  });

  it.each([
    [0.3, [0]],
    [1, [0]],
    [3.5, [0, 1, 2, 3]],
    [6, [0, 1, 2, 3, 4, 5]],
  ])('shows every second of %d s its own frame', (duration, shown) => {
    const clip = clipOf(duration, 0, fakeReader({ pictures: duration, sound: duration }));
    expect(greys(clip.frames, 4)).toEqual(shown);
    expect(greys(clip.tensors.frames, 64)).toEqual(shown);
    const { logmel } = clip.tensors as ClipTensors;
    expect(logmel.shape[0]).toBe(10);
  });

  it('keeps frames at their times where the pictures end early', () => {
    const clip = clipOf(10, 0, fakeReader({ pictures: 4, sound: 10 }));
    expect(greys(clip.frames, 4)).toEqual([0, 1, 2, 3]);
    expect(greys(clip.tensors.frames, 64)).toEqual([0, 1, 2, 3]);
  });

  it('follows short sound by silence', () => {
    const { samples, tensors } = clipOf(13, 1, fakeReader({ pictures: 13, sound: 11.5 }));
    expect(samples).toHaveLength(3 * RATE);
    expect([samples[0], samples[1499], samples[1500], samples[2999]]).toEqual([10_000, 11_499, 0, 0]);
    const { logmel } = tensors as ClipTensors;
    expect(logmel.shape[0]).toBe(10);
    expect(logmel.data.at(-1)).toBe(-100);
  });
});

describe('SoundReader', () => {
  it('gives the same samples as the file, decoding from the start only now and then', () => {
    const { reader, sounds } = fakeReader({ pictures: 1, sound: 1299.5 });
    const sound = new SoundReader(reader, 'x', RATE);
    for (let start = 0; start < 1300; start += 10) {
      const samples = sound.read({ start, end: start + 10 });
      expect(samples).toHaveLength(start === 1290 ? 9500 : 10_000);
      expect([samples[0], samples.at(-1)]).toEqual([start * RATE, start * RATE + samples.length - 1]);
    }
    expect(sounds).toEqual([0, 600, 1200]);
    expect(sound.read({ start: 1400, end: 1410 })).toHaveLength(0);
  });
});

describe('durationOf', () => {
  it('takes what the file says, or else the length of its sound', () => {
    expect(durationOf(fakeReader({ pictures: 4, sound: 5 }).reader, 'x')).toBe(5);
    expect(durationOf(fakeReader({ pictures: 4, sound: 4.25, said: 0 }).reader, 'x')).toBe(4.25);
  });
});
