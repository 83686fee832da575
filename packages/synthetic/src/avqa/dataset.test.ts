import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMusicAvqaDataset, readMusicAvqaWave } from '@dg-sct/datasets';
import { encodeJpeg, openMediaReader, spreadIndices } from '@dg-sct/media';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssetsOf } from '../assets.ts';
import { synthesize } from '../dataset/synthesize.ts';
import { renderClip } from '../render.ts';
import { planAvqaClips, SYNTHETIC_AVQA } from './dataset.ts';
import { type AvqaOptions, DEFAULT_AVQA_OPTIONS } from './options.ts';

const RATE = 32_000;
const withSeconds = (seconds: number): AvqaOptions => ({
  ...DEFAULT_AVQA_OPTIONS,
  imageSize: 32,
  composition: { ...DEFAULT_AVQA_OPTIONS.composition, seconds },
});
const options = withSeconds(10);
let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'synthetic avqa '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

/** Whether two pieces of sound are the same, sample by sample. */
const sameSamples = (a: Float32Array | undefined, b: Float32Array): boolean =>
  a?.length === b.length && a.every((value, i) => value === b[i]);

/** A hash of every file by name, videos and the manifest too. */
const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );

describe('planAvqaClips', () => {
  it('asks up to nine questions about each clip, the same for the same seed', () => {
    const request = { clips: 40, seed: 5, options };
    const clips = planAvqaClips(request);
    expect(planAvqaClips(request)).toEqual(clips);
    expect(planAvqaClips({ ...request, seed: 6 })).not.toEqual(clips);
    expect(clips.map(({ split }) => split).join(' ')).toMatch(/^(train ){28}(val ){4}(test ?){8}$/);
    for (const { questions, plan, split } of clips) {
      expect(new Set(questions.map(({ modality, kind }) => modality + kind)).size).toBe(questions.length);
      expect(questions.length).toBeGreaterThanOrEqual(5);
      expect(plan.objects.every(({ style }) => (style === 'twemoji') === (split === 'test'))).toBe(true);
    }
  });
});

describe('synthesize', () => {
  it('writes what the reader of MUSIC-AVQA reads, in the same bytes each time', async () => {
    const request = { out, clips: 4, seed: 3, options };
    const clips = planAvqaClips(request);
    const assets = await loadAssetsOf(clips.map(({ plan }) => plan));
    const summary = await synthesize(SYNTHETIC_AVQA, { ...request, assets });
    const count = clips.reduce((sum, { questions }) => sum + questions.length, 0);
    expect(summary).toMatchObject({ clips: 4, classes: 8, kept: 0, facts: { questions: count } });

    const reader = await openMediaReader();
    let asked = 0;
    for (const split of ['train', 'val', 'test'] as const) {
      const { samples, videos, missing } = readMusicAvqaDataset(out, { split });
      const planned = clips.filter((clip) => clip.split === split && clip.questions.length > 0);
      expect(missing).toEqual([]);
      expect(videos.map(({ videoId }) => videoId)).toEqual(planned.map(({ videoId }) => videoId));
      expect(samples.map(({ questionId }) => questionId)).toEqual(samples.map((_, i) => asked + i));
      expect(
        samples.map(({ videoId, modality, kind, content, templateValues: values, answer }) => [
          videoId,
          { modality, kind, content, values, answer },
        ]),
      ).toEqual(
        planned.flatMap(({ videoId, questions }) => questions.map((question) => [videoId, question])),
      );
      expect(readMusicAvqaDataset(out, { split, part: 'real' }).samples).toEqual(samples);
      asked += samples.length;

      for (const [i, { videoId, frames, wave }] of videos.entries()) {
        const plan = planned[i]?.plan;
        if (plan === undefined) throw new Error('Every video has a plan.');
        const rendered = renderClip(plan, assets);
        expect(frames).toHaveLength(10);
        const bytes = 32 * 32 * 3;
        const middle = rendered.frames.subarray((9 * 8 + 4) * bytes).subarray(0, bytes);
        const jpeg = await encodeJpeg({ data: middle, height: 32, width: 32, channels: 3 });
        expect(readFileSync(frames[9] ?? '').equals(jpeg)).toBe(true);
        const segments = readMusicAvqaWave(wave ?? '');
        expect(sameSamples(segments[7], rendered.samples.subarray(7 * RATE, 8 * RATE))).toBe(true);
        expect(reader.probe(join(out, 'videos', `${videoId}.mp4`))).toMatchObject({ duration: 10 });
      }
    }
    expect(asked).toBe(count);

    const before = contents();
    rmSync(join(out, 'videos'), { recursive: true });
    rmSync(join(out, 'json'), { recursive: true });
    const cut = join(out, 'frames', clips[0]?.videoId ?? '', '.00000001.half.jpg');
    writeFileSync(cut, 'cut off');
    await synthesize(SYNTHETIC_AVQA, { ...request, workers: 1 });
    expect(existsSync(cut)).toBe(false);
    expect(contents()).toEqual(before);
  });

  it('writes records as they are published', async () => {
    await synthesize(SYNTHETIC_AVQA, { out, clips: 3, seed: 1, options, workers: 1 });
    const records: Record<string, unknown>[] = JSON.parse(
      readFileSync(join(out, 'json/avqa-train.json'), 'utf8'),
    );
    for (const record of records) {
      expect(Object.keys(record)).toEqual(
        'video_id question_id type question_content templ_values question_deleted anser'.split(' '),
      );
      expect(record.type).toMatch(/^\["(Audio|Visual|Audio-Visual)", "[A-Z][a-z]+"\]$/);
      expect(record.templ_values).toMatch(/^\[("\w+"(, "\w+")*)?\]$/);
      expect(record.question_deleted).toBe(0);
    }
  });

  it('takes the sound of the seconds that pictures are taken from, however long the clip is', async () => {
    const request = { out, clips: 3, seed: 2, options: withSeconds(20), workers: 1 };
    await synthesize(SYNTHETIC_AVQA, request);
    const [clip] = planAvqaClips(request);
    const [video] = readMusicAvqaDataset(out, { split: 'train' }).videos;
    if (clip === undefined || video === undefined) throw new Error('There is a first clip.');
    expect(video.frames).toHaveLength(20);
    const { samples } = renderClip(clip.plan, await loadAssetsOf([clip.plan]));
    const seconds = spreadIndices(20, 10);
    expect(seconds).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 19]);
    for (const [i, segment] of readMusicAvqaWave(video.wave ?? '').entries()) {
      const from = (seconds[i] as number) * RATE;
      expect(sameSamples(segment, samples.subarray(from, from + RATE))).toBe(true);
    }
  });

  it('leaves another data set alone, and says what cannot be', async () => {
    const request = { out, clips: 3, seed: 1, options };
    await expect(synthesize(SYNTHETIC_AVQA, { ...request, options: withSeconds(25) })).rejects.toThrow(
      /seconds must be a multiple of 10 for questions, got 25/,
    );
    await expect(synthesize(SYNTHETIC_AVQA, { ...request, clips: 2 })).rejects.toMatchObject({
      code: 'SYNTHETIC_OPTION',
    });
    expect(readdirSync(out)).toEqual([]);
    mkdirSync(join(out, 'json'));
    writeFileSync(join(out, 'json/avqa-train.json'), '[]\n');
    await expect(synthesize(SYNTHETIC_AVQA, request)).rejects.toMatchObject({ code: 'SYNTHETIC_OCCUPIED' });
    expect(readdirSync(out)).toEqual(['json']);
  });
});
