// Every decoder on every kind of file: what good ones give, what bad ones say, and
// that all decoders give the same.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaError, type MediaReader, openMediaReader, writeVideo, writeWav } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'media-read-'));
const home = process.cwd();
const file = (name: string): string => join(folder, name);
const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

const WIDTH = 64;
const HEIGHT = 32;
/** Sounds of the fixtures are 440 Hz on the left at 0.3 and 1000 Hz on the right at 0.2. */
const fixtureSound = (t: number): number =>
  (0.3 * Math.sin(2 * Math.PI * 440 * t) + 0.2 * Math.sin(2 * Math.PI * 1000 * t)) / 2;

/** Frame i is grey of level 40 + 2 i, so that a decoded frame tells which one it is. */
const greys = (count: number, width = WIDTH, height = HEIGHT): Uint8Array => {
  const frames = new Uint8Array(count * width * height * 3);
  for (let i = 0; i < count; i++)
    frames.fill(40 + 2 * i, i * width * height * 3, (i + 1) * width * height * 3);
  return frames;
};
const tone = (seconds: number, sampleRate: number): Float32Array =>
  new Float32Array(Math.round(seconds * sampleRate)).map(
    (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / sampleRate),
  );

beforeAll(() => {
  const clip = { width: WIDTH, height: HEIGHT, frameRate: 8, sampleRate: 32000 };
  const whole = { ...clip, frames: greys(80), samples: tone(10, 32000) };
  writeVideo(file('whole.mp4'), whole);
  writeVideo(file('cut.mp4'), whole);
  truncateSync(file('cut.mp4'), Math.floor(readFileSync(file('cut.mp4')).length / 2));
  writeFileSync(file('stub.mp4'), readFileSync(file('whole.mp4')).subarray(0, 60));
  writeVideo(file('silent.mp4'), { ...clip, frames: greys(8), samples: new Float32Array(0) });
  writeVideo(file('one.mp4'), { ...clip, frames: greys(1), samples: tone(0.125, 32000) });
  writeVideo(file('short.mp4'), { ...clip, frameRate: 10, frames: greys(3), samples: tone(0.3, 32000) });
  writeVideo(file('large.mp4'), {
    ...{ width: 4000, height: 3000, frameRate: 1, sampleRate: 32000 },
    ...{ frames: greys(2, 4000, 3000), samples: new Float32Array(0) },
  });
  for (const name of ['with space.mp4', '-dash.mp4', 'größe 日本 %d.mp4', 'a:b.mp4']) {
    writeFileSync(file(name), readFileSync(file('short.mp4')));
  }
  writeWav(file('tone.wav'), tone(1, 44100), 44100);
  writeFileSync(file('empty.mp4'), '');
  writeFileSync(file('text.mp4'), 'This is no video.\n'.repeat(100));
  mkdirSync(file('folder.mp4'));
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe.each(['node-av', 'ffmpeg'] as const)('reader %s', (name) => {
  let reader: MediaReader;
  beforeAll(async () => {
    reader = await openMediaReader(name);
  });

  it('tells what a file holds', () => {
    expect(reader.name).toBe(name);
    expect(reader.probe(file('whole.mp4'))).toMatchObject({
      video: { width: WIDTH, height: HEIGHT, frameRate: 8 },
      audio: { sampleRate: 32000, channels: 1 },
    });
    expect(reader.probe(file('whole.mp4')).duration).toBeCloseTo(10, 1);
    expect(reader.probe(file('silent.mp4'))).not.toHaveProperty('audio');
    expect(reader.probe(file('tone.wav'))).toEqual({
      duration: expect.closeTo(1, 2),
      audio: { sampleRate: 44100, channels: 1 },
    });
    expect(reader.probe(fixture('clip.webm'))).toMatchObject({
      audio: { channels: 2 },
      video: { width: 64 },
    });
  });

  it('spreads frames over the whole video as the reference does', () => {
    const frames = reader.readFrames(file('whole.mp4'), { count: 10 });
    expect(frames).toMatchObject({ count: 10, width: WIDTH, height: HEIGHT });
    expect(levels(frames.data, 10)).toEqual([0, 8, 17, 26, 35, 43, 52, 61, 70, 79].map((i) => 40 + 2 * i));
    expect([...frames.times]).toEqual([0, 1, 2.125, 3.25, 4.375, 5.375, 6.5, 7.625, 8.75, 9.875]);
  });

  it('takes frames from the middles of equal parts on request', () => {
    const frames = reader.readFrames(file('whole.mp4'), { count: 10, spread: 'middles' });
    expect([...frames.times]).toEqual([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5]);
    const window = reader.readFrames(file('whole.mp4'), { start: 2, end: 4, count: 2, spread: 'middles' });
    expect([...window.times]).toEqual([2.5, 3.5]);
    const one = reader.readFrames(file('one.mp4'), { count: 3, spread: 'middles' });
    expect(levels(one.data, 3)).toEqual([40, 40, 40]);
  });

  it('keeps to the window, its start in and its end out, with and without seeking', () => {
    expect([...reader.readFrames(file('whole.mp4'), { start: 1, end: 1.5 }).times]).toEqual([
      1, 1.125, 1.25, 1.375,
    ]);
    const late = reader.readFrames(file('whole.mp4'), { start: 7.5, end: 8, count: 3 });
    expect([...late.times]).toEqual([7.5, 7.625, 7.875]);
    expect(levels(late.data, 3)).toEqual([60, 61, 63].map((i) => 40 + 2 * i));
  });

  it('seeks in a container without an index', () => {
    const all = reader.readFrames(fixture('clip.mpegts'));
    const late = reader.readFrames(fixture('clip.mpegts'), { start: 2.2, end: 2.6 });
    const first = all.times.findIndex((time) => time >= 2.2);
    const size = all.width * all.height * 3;
    expect([...late.times]).toEqual([...all.times].filter((time) => time >= 2.2 && time < 2.6));
    expect(Buffer.compare(late.data, all.data.subarray(first * size, (first + late.count) * size))).toBe(0);
  });

  it('repeats the frames of videos with fewer than asked', () => {
    const one = reader.readFrames(file('one.mp4'), { count: 10 });
    expect(levels(one.data, 10)).toEqual(Array(10).fill(40));
    const short = reader.readFrames(file('short.mp4'), { count: 10 });
    expect(levels(short.data, 10)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 2].map((i) => 40 + 2 * i));
    expect(reader.readAudio(file('short.mp4'), { sampleRate: 32000 }).length).toBe(9600);
  });

  it('reads 4000x3000 frames', () => {
    const { width, height, data } = reader.readFrames(file('large.mp4'), { count: 2 });
    expect([width, height]).toEqual([4000, 3000]);
    expect(levels(data, 2)).toEqual([40, 42]);
  });

  it('turns pictures as their file says', () => {
    const upright = reader.readFrames(fixture('rotated.mp4'), { count: 1 });
    expect([upright.width, upright.height]).toEqual([48, 64]);
    expect(reader.probe(fixture('rotated.mp4')).video).toMatchObject({ width: 48, height: 64 });
  });

  it('keeps every sample in its place', () => {
    const samples = reader.readAudio(file('whole.mp4'), { sampleRate: 32000 });
    expect(samples.length).toBe(320000);
    expect(rms(samples, tone(10, 32000), 3200)).toBeLessThan(0.01);
    expect(reader.readAudio(file('tone.wav'), { sampleRate: 44100 })).toEqual(tone(1, 44100));
  });

  it.each(['clip.webm', 'tone.mp3'])('averages channels and resamples: %s', (source) => {
    const samples = reader.readAudio(fixture(source), { sampleRate: 32000 });
    const expected = samples.map((_, i) => fixtureSound(i / 32000));
    expect(samples.length).toBeCloseTo(96000, -3);
    expect(rms(samples, expected, 3200)).toBeLessThan(0.02);
  });

  it('puts silence where a sound has not begun', () => {
    const samples = reader.readAudio(fixture('late-sound.mkv'), { sampleRate: 32000 });
    expect(samples.subarray(0, 15000).every((sample) => Math.abs(sample) < 1e-3)).toBe(true);
    expect(Math.max(...samples.subarray(17000, 20000))).toBeGreaterThan(0.1);
  });

  it('gives for a window what the whole has there', () => {
    const whole = reader.readAudio(file('tone.wav'), { sampleRate: 16000 });
    const times = fc.tuple(
      fc.double({ min: 0, max: 1.2, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(times, ([start, length]) => {
        const part = reader.readAudio(file('tone.wav'), { sampleRate: 16000, start, end: start + length });
        const from = Math.round(start * 16000);
        expect(part).toEqual(whole.slice(from, Math.max(from, Math.round((start + length) * 16000))));
      }),
      { numRuns: name === 'ffmpeg' ? 3 : 15 },
    );
  });

  it.each(['with space.mp4', '-dash.mp4', 'größe 日本 %d.mp4', 'a:b.mp4'])('opens a file named %s', (odd) => {
    process.chdir(folder);
    expect(reader.readFrames(odd).count).toBe(3);
    expect(reader.readAudio(odd, { sampleRate: 32000 }).length).toBe(9600);
  });

  it('reads what is there of a file cut off', () => {
    const all = reader.readFrames(file('cut.mp4'));
    expect(all.count).toBeGreaterThan(8);
    expect(all.count).toBeLessThan(80);
    expect(levels(all.data, all.count)).toEqual(Array.from({ length: all.count }, (_, i) => 40 + 2 * i));
  });

  it.each([
    ['a missing file', 'absent.mp4', 'MEDIA_NOT_FOUND'],
    ['a folder', 'folder.mp4', 'MEDIA_NOT_A_FILE'],
    ['an empty file', 'empty.mp4', 'MEDIA_EMPTY'],
    ['a text named .mp4', 'text.mp4', 'MEDIA_UNREADABLE'],
    ['the first bytes of an mp4', 'stub.mp4', 'MEDIA_UNREADABLE'],
  ])('says what is wrong with %s', (_, source, code) => {
    for (const read of [
      () => reader.probe(file(source)),
      () => reader.readFrames(file(source), { count: 10 }),
      () => reader.readAudio(file(source), { sampleRate: 32000 }),
    ]) {
      const error = thrownBy(read);
      expect(error).toMatchObject({ code, path: file(source) });
      expect(error.message).toContain(`"${file(source)}"`);
      expect(error.message).not.toContain('\n');
    }
  });

  it('says which of picture and sound is missing', () => {
    expect(thrownBy(() => reader.readAudio(file('silent.mp4'), { sampleRate: 32000 })).code).toBe(
      'MEDIA_NO_AUDIO',
    );
    expect(thrownBy(() => reader.readFrames(file('tone.wav'))).code).toBe('MEDIA_NO_VIDEO');
    expect(thrownBy(() => reader.readFrames(file('whole.mp4'), { start: 60 })).code).toBe('MEDIA_NO_FRAMES');
  });

  it.each([
    ['a count of 0', { count: 0 }],
    ['a count of 1.5', { count: 1.5 }],
    ['a window that ends before it starts', { start: 2, end: 1 }],
    ['a start before 0', { start: -1 }],
  ])('refuses %s', (_, request) => {
    expect(thrownBy(() => reader.readFrames(file('whole.mp4'), request)).code).toBe('MEDIA_ARGUMENT');
  });

  it('refuses more frames than memory holds', () => {
    const error = thrownBy(() => reader.readFrames(file('large.mp4'), { count: 200 }));
    expect(error.code).toBe('MEDIA_ARGUMENT');
    expect(error.message).toMatch(/200 frames of 4000x3000 would take 6.7 GiB/);
  });

  it('refuses a sampling rate of 0', () => {
    const read = () => reader.readAudio(file('whole.mp4'), { sampleRate: 0 });
    expect(thrownBy(read).code).toBe('MEDIA_ARGUMENT');
  });
});

describe('all readers', () => {
  it.each(['clip.webm', 'clip.mpegts', 'rotated.mp4', 'late-sound.mkv', 'tone.mp3'])(
    'agree on %s',
    async (source) => {
      const path = fixture(source);
      const [one, two] = [await openMediaReader('node-av'), await openMediaReader('ffmpeg')];
      const info = one.probe(path);
      expect(info.duration).toBeCloseTo(two.probe(path).duration, 0);
      expect({ ...info, duration: 0 }).toEqual({ ...two.probe(path), duration: 0 });
      if (info.video) {
        const request = { start: 0.5, end: 2.7, count: 7 };
        const [frames, others] = [one.readFrames(path, request), two.readFrames(path, request)];
        expect(frames.times).toEqual(others.times);
        expect(Buffer.compare(frames.data, others.data)).toBe(0);
      }
      if (info.audio) {
        const request = { sampleRate: 32000 };
        const [samples, others] = [one.readAudio(path, request), two.readAudio(path, request)];
        expect(Math.abs(samples.length - others.length)).toBeLessThanOrEqual(1);
        // The last samples depend on whether a decoder knows what is padding.
        const body = (sound: Float32Array) => sound.subarray(0, Math.min(samples.length, others.length) - 32);
        expect(worst(body(samples), body(others))).toBeLessThan(1e-6);
      }
    },
  );

  it('work in a worker thread', async () => {
    const program = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(async ({ openMediaReader }) => {
        const reader = await openMediaReader('node-av');
        parentPort.postMessage([...reader.readFrames(workerData.path, { count: 4 }).times]);
      });`;
    const module = new URL('../dist/index.js', import.meta.url).href;
    const worker = new Worker(program, { eval: true, workerData: { module, path: file('whole.mp4') } });
    const times = await new Promise((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    expect(times).toEqual([0, 3.25, 6.5, 9.875]);
    await worker.terminate();
  });

  it('leave nothing behind', () => {
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

/** The grey level of each of `count` frames, in steps of 2. */
function levels(data: Uint8Array, count: number): number[] {
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => {
    const centre = Math.floor(i * size + size / 2);
    return 2 * Math.round((data[centre] ?? Number.NaN) / 2);
  });
}

/** Root mean square difference, `edge` samples at either end left out. */
function rms(samples: Float32Array, expected: Float32Array, edge: number): number {
  let sum = 0;
  const end = samples.length - edge;
  for (let i = edge; i < end; i++) sum += ((samples[i] ?? Number.NaN) - (expected[i] ?? Number.NaN)) ** 2;
  return Math.sqrt(sum / (end - edge));
}

function worst(one: Float32Array, two: Float32Array): number {
  return one.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (two[i] ?? Number.NaN))), 0);
}

function thrownBy(action: () => unknown): MediaError {
  try {
    action();
  } catch (error) {
    if (error instanceof MediaError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
