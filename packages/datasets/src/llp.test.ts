import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetError } from './errors.ts';
import { readLlpDataset, readLlpMotion, readLlpWave } from './llp.ts';
import { LLP_CLASSES, readLlpClips, readLlpEvents } from './llp-rows.ts';
import { loopSegment } from './waves.ts';

const CLIP = 'filename\tevent_labels\n';
const EVENT = 'filename\tonset\toffset\tevent_labels\n';
const NAME = '-a_aaaaaaa-_0_10';
const ID = '-a_aaaaaaa-';
const [SPEECH, DOG] = [LLP_CLASSES.indexOf('Speech'), LLP_CLASSES.indexOf('Dog')];

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'llp reader '));
  put('AVVP_train.csv', `${CLIP}${NAME}\tSpeech,Dog\nbbbbbbbbbbb_101.8_111.8\tDog\n`);
  put('AVVP_test_pd.csv', `${CLIP}${NAME}\tDog,Dog\n`);
  put('AVVP_eval_audio.csv', `${EVENT}${NAME}\t0\t2\tDog\n${NAME}\t2\t4\tDog\n${NAME}\t9\t0\tSpeech\n`);
  put('AVVP_eval_visual.csv', `${EVENT}${NAME}\`\t0\t10\tDog\n${NAME}\t8\t10\tSpeech\n`);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A file as numpy.save writes it. */
function putNpy(name: string, shape: string, values: Float32Array): string {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length, 0)}${header}`, 'latin1');
  return put(name, Buffer.concat([start, Buffer.from(values.buffer)]));
}

function errorOf(run: () => unknown): DatasetError {
  try {
    run();
  } catch (error) {
    if (error instanceof DatasetError) return error;
    throw error;
  }
  throw new Error('Expected a DatasetError.');
}

/** Seconds in which a class is on. */
const secondsOf = (map: Uint8Array | undefined, c: number): number[] =>
  Array.from({ length: 10 }, (_, t) => t).filter((t) => map?.[t * LLP_CLASSES.length + c] === 1);

describe('readLlpDataset', () => {
  it('gives the labels of a clip, and nothing about time where that is not annotated', () => {
    const { samples, classes } = readLlpDataset(dir, { split: 'train' });
    expect(classes).toBe(LLP_CLASSES);
    expect(samples.map(({ filename, videoId }) => [filename, videoId])).toEqual([
      [NAME, ID],
      ['bbbbbbbbbbb_101.8_111.8', 'bbbbbbbbbbb'],
    ]);
    expect([...(samples[0]?.labels ?? [])].flatMap((on, c) => (on ? [c] : []))).toEqual([SPEECH, DOG]);
    expect(samples[0]?.events).toBeUndefined();
  });

  it('gives events by the whole name of the clip: touching ones joined, reversed and misspelt ones lost', () => {
    const [sample] = readLlpDataset(dir, { split: 'test' }).samples;
    expect(secondsOf(sample?.events?.audio, DOG)).toEqual([0, 1, 2, 3]);
    expect(secondsOf(sample?.events?.audio, SPEECH)).toEqual([]);
    expect(secondsOf(sample?.events?.visual, DOG)).toEqual([]);
    expect(secondsOf(sample?.events?.visual, SPEECH)).toEqual([8, 9]);
    expect(sample?.labels[DOG]).toBe(1);
  });

  it('finds frames, sound and motion by the id, and lists the clips that lack some', () => {
    for (let t = 1; t <= 10; t++) put(`LLP_dataset/frame/${ID}/${String(t).padStart(8, '0')}.jpg`, '');
    put(`LLP_dataset/wave/${ID}.npy`, '');
    put(`LLP_dataset/feats/r2plus1d_18/${ID}.npy`, '');
    put('LLP_dataset/frame/bbbbbbbbbbb/00000001.jpg', '');
    const { samples, missing } = readLlpDataset(dir, { split: 'train' });
    expect(samples[0]?.frames[9]).toBe(join(dir, 'LLP_dataset', 'frame', ID, '00000010.jpg'));
    expect(samples[0]?.wave).toBe(join(dir, 'LLP_dataset', 'wave', `${ID}.npy`));
    expect(samples[1]?.frames).toEqual([]);
    expect(missing.map(({ videoId }) => videoId)).toEqual(['bbbbbbbbbbb']);
  });

  it('takes a video in place of what is extracted from one', () => {
    const video = put(`LLP_dataset/video/${ID}.mp4`, '');
    const { samples, missing } = readLlpDataset(dir, { split: 'train' });
    expect(samples.map((sample) => sample.video)).toEqual([video, undefined]);
    expect(missing.map(({ videoId }) => videoId)).toEqual(['bbbbbbbbbbb']);
  });

  it('takes its classes from categories.txt where there is one', () => {
    put('categories.txt', 'Dog\nSpeech\n');
    const { samples, classes } = readLlpDataset(dir, { split: 'test' });
    expect(classes).toEqual(['Dog', 'Speech']);
    expect([...(samples[0]?.labels ?? [])]).toEqual([1, 0]);
  });

  it('says which file is missing and which split is not known', () => {
    expect(errorOf(() => readLlpDataset(dir, { split: 'val' }))).toMatchObject({
      code: 'DATASET_FILE',
      file: join(dir, 'AVVP_val_pd.csv'),
    });
    expect(errorOf(() => readLlpDataset(dir, { split: 'all' as 'val' })).code).toBe('DATASET_SPLIT');
  });

  it.each([
    [`${NAME}\tMeow`, /line 2: "Meow" is not one of the 25 classes; expected filename, event_labels/],
    [NAME, /line 2: got 1 column/],
    ['../../../etc_0_10\tDog', /line 2: "..\/..\/..\/etc_0_10" is not a clip/],
  ])('rejects the clip %j', (row, message) => {
    const file = put('clips.csv', `${CLIP}${row}\n`);
    const error = errorOf(() => readLlpClips(file));
    expect(error).toMatchObject({ code: 'DATASET_ROW', file, line: 2 });
    expect(error.message).toMatch(message);
  });

  it.each([
    [`${EVENT}${NAME}\t0\t11\tDog`, /line 2: the offset is "11"/],
    [`${EVENT}${NAME}\t0.5\t1\tDog`, /line 2: the onset is "0.5"/],
    [CLIP, /line 1: the header is "filename\\x09event_labels"/],
  ])('rejects the events %j', (text, message) => {
    expect(errorOf(() => readLlpEvents(put('events.csv', text))).message).toMatch(message);
  });
});

describe('the material of a clip', () => {
  it('is sound in ten segments, each of which can be looped', () => {
    const wave = Float32Array.from({ length: 320_000 }, (_, i) => Math.floor(i / 32_000) + (i % 2) / 2);
    const segments = readLlpWave(putNpy('wave.npy', '320000,', wave));
    expect(segments.map((segment) => [segment.length, segment[0], segment[1]])).toEqual(
      Array.from({ length: 10 }, (_, t) => [32_000, t, t + 0.5]),
    );
    expect([...loopSegment(Float32Array.of(1, 2, 3), 7)]).toEqual([1, 2, 3, 1, 2, 3, 1]);
    const short = putNpy('short.npy', '2,', new Float32Array(2));
    expect(errorOf(() => readLlpWave(short)).message).toMatch('has 2 samples; expected 320000');
  });

  it('is one row of motion features for each second', () => {
    const file = putNpy(
      'motion.npy',
      '10, 3',
      Float32Array.from({ length: 30 }, (_, i) => i),
    );
    expect(readLlpMotion(file)).toMatchObject({ shape: [10, 3] });
    const flat = putNpy('flat.npy', '30,', new Float32Array(30));
    expect(errorOf(() => readLlpMotion(flat)).message).toMatch('has shape [30]; expected one row');
  });
});
