import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAveDataset } from '@dg-sct/datasets';
import { openMediaReader } from '@dg-sct/media';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splitSizes } from '../dataset/splits.ts';
import { synthesize } from '../dataset/synthesize.ts';
import { EVENT_CLASSES } from '../event-classes.ts';
import { planAveClips, SYNTHETIC_AVE } from './dataset.ts';
import { DEFAULT_AVE_OPTIONS } from './options.ts';
import { secondLabels } from './plan.ts';

const options = { ...DEFAULT_AVE_OPTIONS, imageSize: 32 };
let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'synthetic ave '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const request = () => ({ out, clips: 5, seed: 3, options });
const videos = (): string[] => readdirSync(join(out, 'AVE')).sort();

describe('planAveClips', () => {
  it('spreads classes evenly and gives every clip its own id', () => {
    const clips = planAveClips({ clips: 240, seed: 1, options: DEFAULT_AVE_OPTIONS });
    expect(splitSizes({ clips: 240 })).toEqual({ train: 168, val: 24, test: 48 });
    expect(splitSizes({ clips: 240, testClips: 100 })).toEqual({ train: 168, val: 24, test: 100 });
    expect(new Set(clips.map(({ videoId }) => videoId)).size).toBe(240);
    expect(clips.every(({ videoId }) => /^[\w-]{11}$/.test(videoId))).toBe(true);
    expect([clips[0]?.videoId, clips[239]?.videoId]).toEqual(['sT4vgEcOUKJ', 'swYQZiC533X']);
    for (const { name } of EVENT_CLASSES) {
      expect(clips.filter(({ plan }) => plan.category === name)).toHaveLength(10);
    }
  });
});

it('plans the same clips for a larger test split, and more', () => {
  const request = { clips: 20, seed: 1, options: DEFAULT_AVE_OPTIONS };
  const plain = planAveClips(request).map(({ videoId }) => videoId);
  const larger = planAveClips({ ...request, testClips: 9 }).map(({ videoId }) => videoId);
  expect(larger).toHaveLength(25);
  expect(larger.slice(0, 20)).toEqual(plain);
});

describe('synthesize', () => {
  it('writes the AVE layout, goes on after an interruption and makes the same bytes again', async () => {
    const stop = new AbortController();
    const interrupted = synthesize(SYNTHETIC_AVE, {
      ...request(),
      workers: 1,
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'clips' && done === 2) stop.abort();
      },
    });
    await expect(interrupted).rejects.toThrow(/abort/i);
    expect(videos()).toHaveLength(2);
    expect(existsSync(join(out, 'Annotations.txt'))).toBe(false);
    writeFileSync(join(out, 'AVE', '.s0123456789.leftover.mp4'), 'cut off');

    const summary = await synthesize(SYNTHETIC_AVE, request());
    expect(summary).toMatchObject({ clips: 5, kept: 2, classes: 24, splits: { train: 3, val: 1, test: 1 } });
    expect(videos()).toHaveLength(5);
    const annotations = readFileSync(join(out, 'Annotations.txt'), 'utf8').split('\n');
    expect(annotations[0]).toBe('Category&VideoID&Quality&StartTime&EndTime');
    const splits = ['trainSet.txt', 'valSet.txt', 'testSet.txt'].map((name) =>
      readFileSync(join(out, name), 'utf8'),
    );
    expect(splits.join('')).toBe(annotations.slice(1).join('\n'));
    const ids = annotations.slice(1, -1).map((row) => row.split('&')[1]);
    expect(ids.map((id) => `${id}.mp4`).sort()).toEqual(videos());

    const reader = await openMediaReader();
    for (const name of videos()) {
      const path = join(out, 'AVE', name);
      expect(reader.probe(path)).toMatchObject({
        duration: 10,
        video: { width: 32, height: 32, frameRate: 8 },
      });
      expect(reader.readFrames(path).count).toBe(80);
      expect(reader.readAudio(path, { sampleRate: 32_000 })).toHaveLength(320_000);
    }
    const { samples, missing, classes } = readAveDataset(out, { split: 'train' });
    expect(classes).toEqual(EVENT_CLASSES.map(({ name }) => name));
    expect(missing).toEqual([]);
    const plans = planAveClips({ clips: 5, seed: 3, options }).map(({ plan }) => plan);
    samples.forEach(({ labels, classIndex }, i) => {
      const plan = plans[i];
      expect(plan && secondLabels(plan, classIndex, classes.length)).toEqual(labels);
    });

    const first = videos()[0] ?? '';
    const bytes = readFileSync(join(out, 'AVE', first));
    rmSync(join(out, 'AVE', first));
    await synthesize(SYNTHETIC_AVE, { ...request(), workers: 1 });
    expect(readFileSync(join(out, 'AVE', first)).equals(bytes)).toBe(true);
    expect(statSync(join(out, 'AVE', first)).size).toBeGreaterThan(1000);
  });

  it('leaves another data set alone', async () => {
    writeFileSync(join(out, 'Annotations.txt'), 'Category&VideoID&Quality&StartTime&EndTime\n');
    await expect(synthesize(SYNTHETIC_AVE, request())).rejects.toMatchObject({ code: 'SYNTHETIC_OCCUPIED' });
  });

  it('rejects numbers that make no data set, and folders that cannot be', async () => {
    await expect(synthesize(SYNTHETIC_AVE, { ...request(), clips: 0 })).rejects.toThrow(
      /clips must be a whole number/,
    );
    await expect(synthesize(SYNTHETIC_AVE, { ...request(), testClips: 0 })).rejects.toThrow(
      /testClips must be a whole number of at least 1/,
    );
    await expect(synthesize(SYNTHETIC_AVE, { ...request(), seed: 1.5 })).rejects.toMatchObject({
      code: 'SYNTHETIC_OPTION',
    });
    writeFileSync(join(out, 'file'), '');
    await expect(
      synthesize(SYNTHETIC_AVE, { ...request(), out: join(out, 'file', 'x') }),
    ).rejects.toMatchObject({
      code: 'SYNTHETIC_WRITE',
    });
  });
});
