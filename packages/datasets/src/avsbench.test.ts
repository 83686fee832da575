// The reader of AVSBench on small made folders of both settings.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AvsBenchSetting, AvsBenchSounds, readAvsBenchDataset } from './avsbench.ts';
import type { AvsBenchSplit } from './avsbench-rows.ts';
import { writeNpyDictionary } from './npy-dictionary-write.ts';

const S4 = 'name,start,category,split\n-aB_1,0,dog_barking,train\nc.d,6,horse_clip-clop,test\n';
const MS3 = 'video_id,split\r\nxyz_3,train\r\nuvw_4,val\r\n';
let dir: string;

function put(name: string, text = ''): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'avsbench reader '));
  put('s4_meta_data.csv', S4);
  put('ms3_meta_data.csv', MS3);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (setting: AvsBenchSetting, split: AvsBenchSplit) => readAvsBenchDataset(dir, { setting, split });

describe('readAvsBenchDataset', () => {
  it('single sources: five frames, and the mask of the first alone in training', () => {
    const { samples } = read('s4', 'train');
    expect(samples).toMatchObject([
      { id: '-aB_1', category: 'dog_barking', split: 'train', index: 0, line: 2 },
    ]);
    const folder = join(dir, 's4_data', 'visual_frames', 'train', 'dog_barking', '-aB_1');
    expect(samples[0]?.frames).toEqual([1, 2, 3, 4, 5].map((k) => join(folder, `-aB_1_${k}.png`)));
    expect(samples[0]?.masks).toEqual([
      join(dir, 's4_data', 'gt_masks', 'train', 'dog_barking', '-aB_1', '-aB_1_1.png'),
    ]);
    expect(samples[0]?.wave).toEqual({
      file: join(dir, 's4_data', 'wave', 'train', 'dog_barking', 'AVS.npy'),
      name: '-aB_1.wav',
    });
    expect(read('s4', 'test').samples[0]?.masks).toHaveLength(5);
  });

  it('multiple sources: the mp4 inside of frame names, masks of all five frames', () => {
    const [sample] = read('ms3', 'train').samples;
    expect(sample?.category).toBeUndefined();
    expect(sample?.frames[4]).toBe(join(dir, 'ms3_data', 'visual_frames', 'xyz_3', 'xyz_3.mp4_5.png'));
    expect(sample?.masks[4]).toBe(join(dir, 'ms3_data', 'gt_masks', 'train', 'xyz_3', 'xyz_3_5.png'));
    expect(sample?.wave.file).toBe(join(dir, 'ms3_data', 'wave', 'train', 'AVS.npy'));
  });

  it('says which files are missing, and of which samples', () => {
    expect(read('ms3', 'train').missing[0]?.missing).toHaveLength(11);
    for (const path of read('ms3', 'train').missing[0]?.missing ?? []) put(path.slice(dir.length + 1));
    expect(read('ms3', 'train').missing).toEqual([]);
  });

  it.each([
    ['s4', 'name,start,category\n', /line 1: there is no column "split"/],
    ['s4', `${S4}e,0,dog\n`, /line 4: got 3 field/],
    ['s4', `${S4}e,0,dog,dev\n`, /line 4: the split is "dev"/],
    ['s4', `${S4}../e,0,dog,train\n`, /line 4: the name is "..\/e"/],
    ['s4', `${S4}e,0,a/b,train\n`, /line 4: the category is "a\/b"/],
    ['s4', MS3, /line 2: there is no category/],
    ['ms3', 'video_id,split\n,train\n', /line 2: the video_id is ""/],
  ] as const)('%s rejects %j', (setting, text, message) => {
    put(`${setting}_meta_data.csv`, text);
    expect(() => read(setting, 'train')).toThrow(message);
    expect(() => read(setting, 'train')).toThrow(expect.objectContaining({ code: 'DATASET_ROW' }));
  });

  it('says which file is missing and which split is not known', () => {
    rmSync(join(dir, 'ms3_meta_data.csv'));
    expect(() => read('ms3', 'train')).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    expect(() => read('s4', 'all' as 'val')).toThrow(expect.objectContaining({ code: 'DATASET_SPLIT' }));
  });
});

describe('AvsBenchSounds', () => {
  it('gives every frame its own second, five times over', async () => {
    const [sample] = read('ms3', 'train').samples;
    if (sample === undefined) throw new RangeError('there is no sample');
    mkdirSync(dirname(sample.wave.file), { recursive: true });
    const whole = Float32Array.from({ length: 160_000 }, (_, i) => i);
    await writeNpyDictionary(sample.wave.file, new Map([[sample.wave.name, whole]]));
    const sounds = new AvsBenchSounds();
    const seconds = sounds.read(sample);
    expect(seconds.map(({ length }) => length)).toEqual(new Array(5).fill(160_000));
    expect([0, 31_999, 32_000, 159_999].map((i) => seconds[3]?.[i])).toEqual([
      96_000, 127_999, 96_000, 127_999,
    ]);
    const other = { wave: { ...sample.wave, name: 'other.wav' } };
    expect(() => sounds.read(other)).toThrow('no sound named "other.wav"; expected 160000');
  });

  it('refuses sound of another length, and files that are not there', async () => {
    const file = join(dir, 'AVS.npy');
    const wave = { file, name: 'a.wav' };
    expect(() => new AvsBenchSounds().read({ wave })).toThrow(
      expect.objectContaining({ code: 'DATASET_FILE' }),
    );
    await writeNpyDictionary(file, new Map([['a.wav', new Float32Array(3)]]));
    expect(() => new AvsBenchSounds().read({ wave })).toThrow('3 samples of "a.wav"');
  });
});
