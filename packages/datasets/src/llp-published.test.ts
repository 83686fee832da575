// The counts of the published LLP annotations (spec: task-avvp, section 2). They are not part of this repository:
// set LLP_DATA to their folder, or have it beside the repository as shared/data/llp.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type LlpSplit, readLlpDataset } from './llp.ts';
import { LLP_CLASSES, readLlpClips, readLlpEvents } from './llp-rows.ts';

const dir = process.env.LLP_DATA || fileURLToPath(new URL('../../../../shared/data/llp', import.meta.url));
const present = existsSync(`${dir}/AVVP_train.csv`);
const title = present
  ? 'the published LLP annotations'
  : 'the published LLP annotations (absent: set LLP_DATA to their folder)';

/** Clips with one label, two, and so on, as listed. */
const LABELS: Readonly<Record<LlpSplit, number[]>> = {
  train: [4032, 5879, 89, 0, 0, 0, 0],
  val: [212, 367, 56, 14, 0, 0, 0],
  test: [403, 650, 118, 25, 3, 0, 1],
};
/** Clips that carry each class, as listed: one clip of the test split lists Clapping twice. */
const PER_CLASS: Readonly<Record<LlpSplit, number[]>> = {
  train: [
    4988, 624, 528, 761, 192, 343, 455, 218, 299, 602, 186, 1172, 437, 1457, 495, 146, 445, 224, 411, 587,
    503, 99, 430, 291, 164,
  ],
  val: [365, 43, 46, 59, 21, 18, 35, 12, 18, 33, 14, 84, 34, 73, 41, 12, 29, 16, 22, 35, 51, 8, 34, 22, 45],
  test: [
    625, 91, 86, 110, 36, 47, 46, 24, 27, 89, 31, 181, 64, 159, 58, 20, 52, 28, 60, 68, 104, 11, 43, 34, 85,
  ],
};
/** Seconds of the test split in which each class is heard, and seen. */
const HEARD = [
  3119, 645, 509, 581, 149, 424, 164, 182, 237, 796, 272, 1389, 430, 1351, 506, 131, 461, 225, 461, 633, 806,
  71, 337, 224, 465,
];
const SEEN = [
  652, 835, 243, 929, 386, 393, 197, 149, 223, 708, 237, 899, 548, 1222, 516, 104, 332, 262, 521, 559, 906,
  48, 293, 316, 311,
];
const FILES: Readonly<Record<LlpSplit, string>> = {
  train: 'AVVP_train.csv',
  val: 'AVVP_val_pd.csv',
  test: 'AVVP_test_pd.csv',
};

describe.skipIf(!present)(title, () => {
  it.each(['train', 'val', 'test'] as const)('%s', (split) => {
    const clips = readLlpClips(`${dir}/${FILES[split]}`);
    expect(LABELS[split].map((_, i) => clips.filter(({ events }) => events.length === i + 1).length)).toEqual(
      LABELS[split],
    );
    const listed = clips.flatMap(({ events }) => events);
    expect(LLP_CLASSES.map((_, c) => listed.filter((event) => event === c).length)).toEqual(PER_CLASS[split]);
    expect(new Set(clips.map(({ videoId }) => videoId)).size).toBe(clips.length);
  });

  it('all three splits are the full list', () => {
    const names = (['train', 'val', 'test'] as const).flatMap((split) =>
      readLlpClips(`${dir}/${FILES[split]}`),
    );
    expect(readLlpClips(`${dir}/AVVP_dataset_full.csv`)).toEqual(names);
    expect(names).toHaveLength(11_849);
  });

  it('the dense events of the test split', () => {
    expect(readLlpEvents(`${dir}/AVVP_eval_audio.csv`)).toHaveLength(4131);
    expect(readLlpEvents(`${dir}/AVVP_eval_visual.csv`)).toHaveLength(2495);
    const { samples } = readLlpDataset(dir, { split: 'test' });
    const maps = samples.map(({ events }) => [...(events?.audio ?? [])]);
    const seen = samples.map(({ events }) => [...(events?.visual ?? [])]);
    const perClass = (clips: readonly number[][]): number[] =>
      LLP_CLASSES.map((_, c) =>
        clips.reduce(
          (sum, map) => sum + map.filter((on, i) => on === 1 && i % LLP_CLASSES.length === c).length,
          0,
        ),
      );
    expect(perClass(maps)).toEqual(HEARD);
    expect(perClass(seen)).toEqual(SEEN);
    const silent = (clips: readonly number[][]): number => clips.filter((map) => !map.includes(1)).length;
    expect([silent(maps), silent(seen)]).toEqual([6, 121]);
  });
});
