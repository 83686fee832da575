// Damaged and lying annotations: rows of AVE, LLP and AVSBench, questions of MUSIC-AVQA, and the index of a cache. Each is
// refused by a DatasetError that names the file, or read.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BYTES, fuzz, mutateJson, putTokens, several } from '@dg-sct/fuzz';
import { afterAll, describe, expect, it } from 'vitest';
import { readAveRows } from './ave-rows.ts';
import { readAvsBenchRows } from './avsbench-rows.ts';
import { openCache } from './cache.ts';
import { CacheWriter } from './cache-writer.ts';
import { DatasetError } from './errors.ts';
import { readLlpClips, readLlpEvents } from './llp-rows.ts';
import { readMusicAvqaRows } from './music-avqa-rows.ts';
import { readCategories } from './text-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'hostile annotations '));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = join(dir, 'damaged');
const put = (content: string | Uint8Array, path = file): string => {
  writeFileSync(path, content);
  return path;
};

/** No id or name may lead out of the data set's folder. */
const staysInside = (...parts: readonly string[]): void => {
  for (const part of parts) expect(part).toMatch(/^[\w-][\w.-]*$/);
};

const QUESTION = {
  ...{
    video_id: '00000093',
    question_id: 5,
    type: '["Audio-Visual", "Counting"]',
    templ_values: '["violin"]',
  },
  ...{ question_content: 'How many <Object> are there?', anser: 'two', question_deleted: 0 },
};
const AVE =
  'Category&VideoID&Quality&StartTime&EndTime\nChurch bell&RUhOCu3LNXM&good&0&10\r\nDog&-x_1&good&3&7\n';
const LLP = 'filename\tevent_labels\n4YdbENYcIyE_23_33\tSpeech,Car\n-wk0x2Y-z1A_0_10\tDog\n';
const LLP_EVENTS = 'filename\tonset\toffset\tevent_labels\n4YdbENYcIyE_23_33\t0\t4\tSpeech\n';
const AVSBENCH = 'name,start,category,split\nJbVPu5IDcbQ_0,0,ambulance,train\n-zz_1,5,cat,val\n';

const READERS: Readonly<Record<string, { readonly good: string; readonly read: (path: string) => void }>> = {
  AVE: {
    good: AVE,
    read(path) {
      for (const { videoId, start, end } of readAveRows(path)) {
        staysInside(videoId);
        expect(start >= 0 && start <= end && end <= 10).toBe(true);
      }
    },
  },
  'clips of LLP': {
    good: LLP,
    read(path) {
      for (const { filename, videoId } of readLlpClips(path)) staysInside(filename, videoId);
    },
  },
  'events of LLP': { good: LLP_EVENTS, read: (path) => void readLlpEvents(path) },
  AVSBench: {
    good: AVSBENCH,
    read(path) {
      for (const { id, category = 'none' } of readAvsBenchRows(path)) staysInside(id, category);
    },
  },
  'class names': { good: 'Dog\nCat\nBird\n', read: (path) => void readCategories(path) },
};

describe.each(Object.entries(READERS))('rows of %s', (name, { good, read }) => {
  const tokens = putTokens([
    ...([
      '&',
      '\t',
      ',',
      '\n',
      '\r\n',
      '../',
      '/',
      '\\',
      '\0',
      '\x1b[2J',
      '"',
      '\xff\xfe',
      '\xef\xbb\xbf',
    ] as const),
    ...[
      '-1',
      '1e9',
      '99999999999999999999',
      'constructor',
      '__proto__',
      ' ',
      'name',
      'split',
      'x'.repeat(3000),
    ],
  ]);

  it('damaged anywhere are refused or read', async () => {
    const tally = await fuzz({
      corpus: { [name]: Buffer.from(good) },
      mutate: several(...BYTES, tokens, tokens),
      refusal: DatasetError,
      cases: 1500,
      read: (bytes) => read(put(bytes)),
    });
    expect(tally.accepted).toBeGreaterThan(5);
    expect(tally.refused).toBeGreaterThan(20);
  });
});

describe('class names', () => {
  it('are read in a time that grows with their number alone', () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `class ${i}`);
    const start = performance.now();
    expect(readCategories(put(names.join('\n')))?.length).toBe(200_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('questions of MUSIC-AVQA', () => {
  const good = Buffer.from(JSON.stringify([QUESTION, { ...QUESTION, video_id: 'sa-_1', question_id: 6 }]));
  const read = (path: string): void => {
    for (const { videoId } of readMusicAvqaRows(path)) staysInside(videoId);
  };

  it('damaged anywhere are refused or read', async () => {
    const tally = await fuzz({
      corpus: { questions: good },
      mutate: several(...BYTES, mutateJson, mutateJson, mutateJson),
      refusal: DatasetError,
      cases: 1500,
      read: (bytes) => read(put(bytes)),
    });
    expect(tally.refusals.get('DATASET_ROW')).toBeGreaterThan(100);
    expect(tally.accepted).toBeGreaterThan(100);
  });

  it('in a damaged archive are refused or read', async () => {
    const path = join(dir, 'damaged.json.gz');
    const tally = await fuzz({
      corpus: { questions: gzipSync(good) },
      mutate: several(...BYTES),
      refusal: DatasetError,
      cases: 500,
      read: (bytes) => read(put(bytes, path)),
    });
    expect(tally.refused).toBeGreaterThan(200);
  });

  it('with lists nested without end in a field are refused by the name of the field', () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = JSON.stringify([{ ...QUESTION, video_id: 0 }]).replace(
      '"video_id":0',
      `"video_id":${nested}`,
    );
    expect(() => readMusicAvqaRows(put(text))).toThrow(/record 0: its "video_id" is .*; expected text/);
    expect(() => readMusicAvqaRows(put(text.replace('"video_id"', '"question_id"')))).toThrow(DatasetError);
  });

  it('in an archive that unpacks to more than any annotations have are refused', () => {
    const path = put(gzipSync(Buffer.alloc(2 ** 29, ' ')), join(dir, 'bomb.json.gz'));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readMusicAvqaRows(path)).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 28 + 2 ** 26);
  });
});

describe('the index of a cache', () => {
  it('damaged anywhere is refused or names clips of its own folder', async () => {
    const writer = new CacheWriter(dir, { options: { size: 64, mel: { bins: 4 } } });
    for (const id of ['a', 'b-1']) {
      await writer.add(id, [['x', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) }]]);
    }
    await writer.finish();
    const path = join(dir, 'index.json');
    const tally = await fuzz({
      corpus: { 'index.json': readFileSync(path) },
      mutate: several(...BYTES, mutateJson, mutateJson, mutateJson),
      refusal: DatasetError,
      cases: 1000,
      read(bytes) {
        put(bytes, path);
        for (const entry of openCache(dir).entries) staysInside(entry.file);
      },
    });
    expect(tally.refusals.get('CACHE_CORRUPT')).toBeGreaterThan(200);
    expect(tally.accepted).toBeGreaterThan(50);
  });
});
