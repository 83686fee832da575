import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLlpDataset } from '@dg-sct/datasets';
import { openMediaReader } from '@dg-sct/media';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SYNTHETIC_AVE } from '../ave/dataset.ts';
import { splitSizes } from '../dataset/splits.ts';
import { synthesize } from '../dataset/synthesize.ts';
import { EVENT_NAMES } from '../event-classes.ts';
import type { Span } from '../spans.ts';
import { planAvvpClips, SYNTHETIC_AVVP } from './dataset.ts';
import { DEFAULT_AVVP_OPTIONS } from './options.ts';

const options = { ...DEFAULT_AVVP_OPTIONS, imageSize: 32 };
const classes = [...EVENT_NAMES];
let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'synthetic avvp '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const request = () => ({ out, clips: 5, seed: 3, options });
const videos = (): string[] => readdirSync(join(out, 'LLP_dataset', 'video')).sort();
const textOf = (name: string): string => readFileSync(join(out, name), 'utf8');
const rowsOf = (name: string): string[] => textOf(name).split('\n').slice(1, -1);

describe('the files of a data set of AVVP', () => {
  const planned = SYNTHETIC_AVVP.plan({ clips: 240, seed: 1, options: DEFAULT_AVVP_OPTIONS });

  it('are as they always were; an id is a hash of all that happens in its clip', () => {
    expect(planned.jobs[0]?.path).toBe('LLP_dataset/video/sZIcbAa-ZBK.mp4');
    expect(planned.jobs[239]?.path).toBe('LLP_dataset/video/sL0oTtK8QNd.mp4');
  });

  it('hold every class in every split, and every clip once', () => {
    expect(planned.splits).toEqual(splitSizes({ clips: 240 }));
    expect(new Set(planned.jobs.map(({ path }) => path)).size).toBe(240);
    for (const name of ['AVVP_train.csv', 'AVVP_val_pd.csv', 'AVVP_test_pd.csv']) {
      const labels = planned.files[name]?.split('\n').flatMap((row) => row.split('\t')[1]?.split(',') ?? []);
      expect(labels).toEqual(expect.arrayContaining(classes));
    }
  });

  it('list train, val and test one after the other, and tell of time in the last two only', () => {
    const rows = (name: string) => (planned.files[name] ?? '').split('\n').slice(1, -1);
    const [train, ...dense] = ['AVVP_train.csv', 'AVVP_val_pd.csv', 'AVVP_test_pd.csv'].map(rows);
    expect(rows('AVVP_dataset_full.csv')).toEqual([...(train ?? []), ...dense.flat()]);
    const clips = new Set(dense.flat().map((row) => row.split('\t')[0]));
    for (const name of ['AVVP_eval_audio.csv', 'AVVP_eval_visual.csv']) {
      expect(rows(name).length).toBeGreaterThan(72);
      expect(rows(name).filter((row) => !clips.has(row.split('\t')[0]))).toEqual([]);
    }
  });

  it('fill most seconds of both modalities, not all', () => {
    for (const share of Object.values(planned.facts)) {
      expect(share).toBeGreaterThan(0.5);
      expect(share).toBeLessThan(0.9);
    }
  });
});

describe('synthesize', () => {
  it('writes what the reader of LLP reads, after an interruption too, with the same bytes again', async () => {
    const stop = new AbortController();
    const interrupted = synthesize(SYNTHETIC_AVVP, {
      ...request(),
      workers: 1,
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'clips' && done === 2) stop.abort();
      },
    });
    await expect(interrupted).rejects.toThrow(/abort/i);
    expect(videos()).toHaveLength(2);
    expect(existsSync(join(out, 'AVVP_train.csv'))).toBe(false);
    writeFileSync(join(out, 'LLP_dataset', 'video', '.s0123456789.leftover.mp4'), 'cut off');

    const summary = await synthesize(SYNTHETIC_AVVP, request());
    expect(summary).toMatchObject({ clips: 5, kept: 2, classes: 24, splits: { train: 3, val: 1, test: 1 } });
    const files = rowsOf('AVVP_dataset_full.csv').map((row) => `${row.slice(0, 11)}.mp4`);
    expect(files.sort()).toEqual(videos());
    const clips = planAvvpClips({ clips: 5, seed: 3, options });
    for (const split of ['train', 'val', 'test'] as const) {
      const dataset = readLlpDataset(out, { split });
      const wanted = clips.filter((clip) => clip.split === split);
      expect({ classes: dataset.classes, missing: dataset.missing }).toEqual({ classes, missing: [] });
      expect(dataset.samples.map(({ videoId }) => videoId)).toEqual(wanted.map(({ videoId }) => videoId));
      wanted.forEach(({ plan }, i) => {
        const { labels, events } = dataset.samples[i] ?? {};
        expect([...(labels ?? [])]).toEqual(
          classes.map((name) => Number(plan.events.some(({ className }) => className === name))),
        );
        const dense = { audio: mapOf(plan.sounds), visual: mapOf(plan.objects) };
        expect(events).toEqual(split === 'train' ? undefined : dense);
      });
    }
    const reader = await openMediaReader();
    for (const { video } of readLlpDataset(out, { split: 'test' }).samples) {
      expect(reader.readFrames(video ?? '').count).toBe(80);
      expect(reader.readAudio(video ?? '', { sampleRate: 32_000 })).toHaveLength(320_000);
    }

    const first = join(out, 'LLP_dataset', 'video', videos()[0] ?? '');
    const bytes = readFileSync(first);
    rmSync(first);
    expect(await synthesize(SYNTHETIC_AVVP, { ...request(), workers: 1 })).toMatchObject({ kept: 4 });
    expect(readFileSync(first).equals(bytes)).toBe(true);
  });

  it('leaves the published data set and those of other tasks alone', async () => {
    writeFileSync(join(out, 'AVVP_val_pd.csv'), 'filename\tevent_labels\n');
    await expect(synthesize(SYNTHETIC_AVVP, request())).rejects.toMatchObject({
      code: 'SYNTHETIC_OCCUPIED',
      message: expect.stringContaining('AVVP_val_pd.csv differs') as string,
    });
    rmSync(join(out, 'AVVP_val_pd.csv'));
    const { files } = SYNTHETIC_AVE.plan({ clips: 5, seed: 3, options: SYNTHETIC_AVE.defaults });
    writeFileSync(join(out, 'categories.txt'), files['categories.txt'] ?? '');
    writeFileSync(join(out, 'synthetic.json'), '{"task": "ave"}');
    await expect(synthesize(SYNTHETIC_AVVP, request())).rejects.toMatchObject({ code: 'SYNTHETIC_OCCUPIED' });
    expect(readdirSync(out).sort()).toEqual(['categories.txt', 'synthetic.json']);
  });
});

/** `[10, C]`, one where a class is. */
function mapOf(things: readonly (Span & { className: string })[]): Uint8Array {
  const map = new Uint8Array(10 * classes.length);
  for (const { className, start, end } of things) {
    for (let t = start; t < end; t++) map[t * classes.length + classes.indexOf(className)] = 1;
  }
  return map;
}
