import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensorsSync } from '@dg-sct/checkpoint';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAveDataset } from './ave.ts';
import { readAveRows } from './ave-rows.ts';
import { DatasetError } from './errors.ts';
import { readHdf5 } from './hdf5.ts';

const GOLDEN = fileURLToPath(
  new URL('../../../tools/goldens/fixtures/task-ave/dataset.safetensors', import.meta.url),
);
const HEADER = 'Category&VideoID&Quality&StartTime&EndTime\n';
const ROWS = ['Horn, train&aaaaaaaaaaa&good&2&5', 'Bark&bbbbbbbbbbb&good&0&10', 'Bark&-ccccccccc_&good&0&0'];
let dir: string;
const put = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ave reader '));
  put('Annotations.txt', HEADER + lines(ROWS));
  put('trainSet.txt', lines(ROWS));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function errorOf(run: () => unknown): DatasetError {
  try {
    run();
  } catch (error) {
    if (error instanceof DatasetError) return error;
    throw error;
  }
  throw new Error('Expected a DatasetError.');
}

describe('readAveDataset', () => {
  it('gives labels per second, with background behind the last class', () => {
    const { samples, classes } = readAveDataset(dir, { split: 'train' });
    expect(classes).toEqual(['Horn, train', 'Bark']);
    expect(samples.map(({ labels }) => labels)).toEqual([
      [2, 2, 0, 0, 0, 2, 2, 2, 2, 2],
      [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      [2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
    ]);
    expect(samples[1]).toMatchObject({
      index: 1,
      videoId: 'bbbbbbbbbbb',
      category: 'Bark',
      start: 0,
      end: 10,
    });
  });

  it('gives the labels of a shipped label file, row by row', () => {
    const { tensors } = readSafetensorsSync(GOLDEN);
    const numbers = (key: string): number[] => Array.from(tensors.get(key)?.data ?? [], Number);
    const shipped = readHdf5(Uint8Array.from(numbers('fixture.hdf5_bytes')), 'labels.h5').get('avadataset');
    put('categories.txt', lines(['Church bell', ...Array.from({ length: 27 }, (_, c) => `other ${c}`)]));
    put('trainSet.txt', lines(['0&10', '6&8', '0&10'].map((span, i) => `Church bell&clip${i}&good&${span}`)));
    const { samples, classes } = readAveDataset(dir, { split: 'train' });
    const oneHot = samples.flatMap(({ labels }) =>
      labels.flatMap((label) => Array.from({ length: classes.length + 1 }, (_, c) => Number(c === label))),
    );
    expect(shipped?.shape).toEqual([samples.length, 10, classes.length + 1]);
    expect(oneHot).toEqual(Array.from(shipped?.data ?? [], Number));
  });

  it('takes class order from categories.txt, and reads files without header or with CRLF', () => {
    put('categories.txt', 'Bark\r\nHorn, train\r\n');
    put('Annotations.txt', lines(ROWS));
    put('trainSet.txt', HEADER + ROWS.join('\r\n'));
    const { samples, classes } = readAveDataset(dir, { split: 'train' });
    expect(classes).toEqual(['Bark', 'Horn, train']);
    expect(samples.map(({ classIndex }) => classIndex)).toEqual([1, 0, 0]);
  });

  it('finds videos in the known folders and lists those that are not there', () => {
    mkdirSync(join(dir, 'AVE'));
    mkdirSync(join(dir, 'videos'));
    put(join('AVE', 'aaaaaaaaaaa.mp4'), '');
    put(join('videos', 'aaaaaaaaaaa.mp4'), '');
    put(join('videos', '-ccccccccc_.mkv'), '');
    const { samples, missing } = readAveDataset(dir, { split: 'train' });
    expect(samples.map(({ material }) => material)).toEqual([
      { kind: 'video', path: join(dir, 'AVE', 'aaaaaaaaaaa.mp4') },
      {
        kind: 'absent',
        reason: expect.stringMatching(/^there is no video of "bbbbbbbbbbb" in .*, and neither/),
      },
      { kind: 'video', path: join(dir, 'videos', '-ccccccccc_.mkv') },
    ]);
    expect(missing.map(({ videoId }) => videoId)).toEqual(['bbbbbbbbbbb']);
  });

  it.each([
    ['Bark&aaaaaaaaaaa&good&0', /line 2: got 4 field/],
    ['Bark&aaaaaaaaaaa&good&0&11', /line 2: the end is "11"/],
    ['Bark&aaaaaaaaaaa&good&1.5&3', /line 2: the start is "1.5"/],
    ['Bark&aaaaaaaaaaa&good&5&3', /line 2: the event ends \(3\) before it starts \(5\)/],
    ['Bark&../../etc&good&0&3', /line 2: "..\/..\/etc" is not a video id/],
    ['&aaaaaaaaaaa&good&0&3', /line 2: the category is empty/],
    ['Meow&aaaaaaaaaaa&good&0&3', /line 2: the class "Meow" is not one of the 2 classes/],
  ])('rejects the row %j', (row, message) => {
    put('trainSet.txt', lines([ROWS[0] ?? '', row]));
    const error = errorOf(() => readAveDataset(dir, { split: 'train' }));
    expect(error).toMatchObject({ code: 'DATASET_ROW', file: join(dir, 'trainSet.txt'), line: 2 });
    expect(error.message).toMatch(message);
  });

  it('says which file is missing and which split is not known', () => {
    expect(errorOf(() => readAveDataset(dir, { split: 'val' }))).toMatchObject({
      code: 'DATASET_FILE',
      file: join(dir, 'valSet.txt'),
    });
    expect(errorOf(() => readAveDataset(dir, { split: 'all' as 'val' })).code).toBe('DATASET_SPLIT');
    put('categories.txt', 'Bark\nBark\n');
    expect(errorOf(() => readAveDataset(dir, { split: 'train' })).message).toMatch(
      /line 2: the class "Bark" is listed twice/,
    );
  });

  it('reads back any rows that were written', () => {
    const row = fc.record({
      category: fc.stringMatching(/^[A-Za-z][A-Za-z ,()]{0,20}$/),
      videoId: fc.stringMatching(/^[\w-]{11}$/),
      span: fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 })),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.boolean(), (rows, header) => {
        const expected = rows.map(({ category, videoId, span }, i) => {
          const [start, end] = [Math.min(...span), Math.max(...span)];
          return { category, videoId, quality: 'good', start, end, line: i + (header ? 2 : 1) };
        });
        const text = lines(expected.map((r) => [r.category, r.videoId, r.quality, r.start, r.end].join('&')));
        put('valSet.txt', header ? HEADER + text : text);
        expect(readAveRows(join(dir, 'valSet.txt'))).toEqual(expected);
      }),
    );
  });
});
