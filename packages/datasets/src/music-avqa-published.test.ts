// The counts of the published MUSIC-AVQA annotations (spec: task-avqa, section 1.1). They are not part of this
// repository: set MUSIC_AVQA_DATA to the folder that holds json/, or have it beside the repository as
// shared/data/music-avqa. A file may also be there as .json.gz.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readMusicAvqaRows } from './music-avqa-rows.ts';

const beside = fileURLToPath(new URL('../../../../shared/data/music-avqa', import.meta.url));
const dir = process.env.MUSIC_AVQA_DATA || beside;
const HINT = 'absent: set MUSIC_AVQA_DATA to the folder that holds json/';

/** Records, distinct question ids, distinct videos. */
type Counts = readonly [number, number, number];
/** Of the nine types, in the order of their published table. */
type PerType = readonly number[];

const FILES: readonly [string, Counts, PerType][] = [
  ['json/avqa-test', [9185, 9130, 6399], [1022, 601, 1199, 1228, 995, 1274, 927, 1115, 824]],
  ['json/avqa-test_real', [7402, 7365, 5126], [894, 247, 1072, 1024, 894, 949, 712, 972, 638]],
  ['json/avqa-test_fake', [1783, 1765, 1273], [128, 354, 127, 204, 101, 325, 215, 143, 186]],
  ['json/avqa-val', [4595, 4568, 3815], [515, 299, 600, 614, 499, 635, 462, 557, 414]],
  ['json/avqa-val_real', [3698, 3681, 3069], [449, 123, 536, 510, 449, 472, 353, 486, 320]],
  ['json/avqa-val_fake', [897, 887, 746], [66, 176, 64, 104, 50, 163, 109, 71, 94]],
  ['json/avqa-train_fake', [6233, 6177, 1861], [442, 1250, 442, 713, 356, 1136, 749, 494, 651]],
  ['json_update/avqa-test', [9129, 9129, 6399], [1017, 594, 1197, 1225, 988, 1265, 920, 1101, 822]],
  ['json_update/avqa-val', [4568, 4568, 3815], [511, 295, 600, 613, 495, 633, 461, 549, 411]],
];

const TYPES = [
  'Audio Counting',
  'Audio Comparative',
  'Visual Counting',
  'Visual Location',
  'Audio-Visual Existential',
  'Audio-Visual Counting',
  'Audio-Visual Location',
  'Audio-Visual Comparative',
  'Audio-Visual Temporal',
];

describe.each(FILES)('the published %s', (name, counts, perType) => {
  const file = [`${dir}/${name}.json`, `${dir}/${name}.json.gz`].find((path) => existsSync(path));

  it.skipIf(file === undefined)(file === undefined ? `(${HINT})` : 'has the published counts', () => {
    const rows = readMusicAvqaRows(file ?? '');
    const distinct = (values: unknown[]): number => new Set(values).size;
    expect([
      rows.length,
      distinct(rows.map(({ questionId }) => questionId)),
      distinct(rows.map(({ videoId }) => videoId)),
    ]).toEqual(counts);
    expect(
      TYPES.map((type) => rows.filter(({ modality, kind }) => `${modality} ${kind}` === type).length),
    ).toEqual(perType);
  });
});
