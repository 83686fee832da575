// Small files in the published layout, and every way in which they can be wrong.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MusicAvqaOptions, readMusicAvqaDataset, readMusicAvqaWave } from './music-avqa.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'music avqa '));
  mkdirSync(join(dir, 'json'));
  put('avqa-train.json', RECORDS);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const record = (video_id: string, question_id: number, more: object = {}): object => ({
  video_id,
  question_id,
  type: '["Audio", "Comparative"]',
  question_content: 'Is the <Object> louder than the <Object>?',
  templ_values: '["flute", "piano"]',
  question_deleted: 0,
  anser: 'yes',
  ...more,
});
const RECORDS = [
  record('00000093', 4),
  record('va00000007', 9, {
    type: '["Visual", "Location"]',
    question_content: 'What kind of musical instrument is it?',
    templ_values: '[]',
    anser: 'flute',
  }),
  record('00000093', 9, { anser: 'no' }),
];
const put = (name: string, records: unknown): void =>
  writeFileSync(join(dir, 'json', name), JSON.stringify(records));
const read = (options: MusicAvqaOptions = { split: 'train' }) => readMusicAvqaDataset(dir, options);

function addFrames(folder: string, videoId: string, names: readonly string[]): void {
  mkdirSync(join(dir, folder, videoId), { recursive: true });
  for (const name of names) writeFileSync(join(dir, folder, videoId, name), '');
}

function addWave(videoId: string, samples: number): string {
  mkdirSync(join(dir, 'audio_wave'), { recursive: true });
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${samples},), }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  const data = new Uint8Array(Float32Array.from({ length: samples }, (_, i) => i).buffer);
  const file = join(dir, 'audio_wave', `${videoId}.npy`);
  writeFileSync(file, Buffer.concat([start, Buffer.from(header), data]));
  return file;
}

describe('readMusicAvqaDataset', () => {
  it('gives the questions in order, duplicates included, and each video once', () => {
    const { samples, videos, missing } = read();
    expect(samples).toHaveLength(3);
    expect(samples[0]).toEqual({
      index: 0,
      videoId: '00000093',
      questionId: 4,
      modality: 'Audio',
      kind: 'Comparative',
      content: 'Is the <Object> louder than the <Object>?',
      templateValues: ['flute', 'piano'],
      answer: 'yes',
      video: 0,
    });
    expect(samples.map(({ video, answer }) => `${video} ${answer}`)).toEqual(['0 yes', '1 flute', '0 no']);
    expect(videos.map(({ videoId }) => videoId)).toEqual(['00000093', 'va00000007']);
    expect(missing).toEqual(videos);
  });

  it('finds frames in the order of time, and sound', () => {
    addFrames('frames', '00000093', ['00000002.jpg', '00000010.jpg', '00000001.jpg', 'notes.txt']);
    addFrames('avqa-frames-1fps', 'va00000007', ['00000001.jpg']);
    const wave = addWave('00000093', 4);
    const { videos, missing } = read();
    expect(videos[0]).toEqual({
      videoId: '00000093',
      frames: ['1', '2', '10'].map((n) => join(dir, 'frames', '00000093', `${n.padStart(8, '0')}.jpg`)),
      wave,
      video: undefined,
    });
    expect(missing).toEqual([
      {
        videoId: 'va00000007',
        frames: [join(dir, 'avqa-frames-1fps', 'va00000007', '00000001.jpg')],
        wave: undefined,
        video: undefined,
      },
    ]);
  });

  it('finds a video, which stands for frames and sound', () => {
    mkdirSync(join(dir, 'videos'));
    const file = join(dir, 'videos', 'va00000007.webm');
    writeFileSync(file, '');
    const { videos, missing } = read();
    expect(videos.map(({ video }) => video)).toEqual([undefined, file]);
    expect(missing.map(({ videoId }) => videoId)).toEqual(['00000093']);
  });

  it('reads parts and the corrected edition', () => {
    put('avqa-val_fake.json', RECORDS.slice(1, 2));
    mkdirSync(join(dir, 'json_update'));
    put('../json_update/avqa-test.json', RECORDS.slice(0, 1));
    expect(read({ split: 'val', part: 'fake' }).samples).toHaveLength(1);
    expect(read({ split: 'test', edition: 'json_update' }).samples).toHaveLength(1);
  });

  it.each([
    ['text', /record 1: it is no object/],
    [record('../../etc', 1), /record 1: "..\/..\/etc" is not a video id/],
    [record('1', 1.5), /record 1: its "question_id" is 1.5/],
    [
      record('1', 1, { type: '["Audio"]' }),
      /record 1: its "type" is \["Audio"\]; expected a modality and a kind/,
    ],
    [record('1', 1, { type: 'Audio' }), /record 1: its "type" is Audio; expected a JSON list/],
    [record('1', 1, { templ_values: '[1]' }), /record 1: its "templ_values" is \[1\]/],
    [record('1', 1, { anser: undefined }), /record 1: its "anser" is undefined/],
  ])('rejects the record %j', (wrong, message) => {
    put('avqa-train.json', [RECORDS[0], wrong]);
    expect(() => read()).toThrow(message);
    expect(() => read()).toThrow(expect.objectContaining({ code: 'DATASET_ROW' }));
  });

  it('says which file is missing or no list, and which split is not known', () => {
    expect(() => read({ split: 'val' })).toThrow(/avqa-val\.json .*expected an annotation file/);
    put('avqa-val.json', { samples: [] });
    expect(() => read({ split: 'val' })).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    expect(() => read({ split: 'all' as 'val' })).toThrow(expect.objectContaining({ code: 'DATASET_SPLIT' }));
  });
});

describe('readMusicAvqaWave', () => {
  it('cuts ten seconds at 32 kHz into ten', () => {
    const segments = readMusicAvqaWave(addWave('a', 320_000));
    expect(segments).toHaveLength(10);
    expect(segments.map(({ length }) => length)).toEqual(new Array(10).fill(32_000));
    expect(segments[9]?.[1]).toBe(288_001);
  });

  it('refuses another length', () => {
    expect(() => readMusicAvqaWave(addWave('a', 319_999))).toThrow('has 319999 samples; expected 320000');
  });
});
