// The counts of the published AVE text files (spec: task-ave, section 1). They are not part of this
// repository: set AVE_DATA to their folder, or have it beside the repository as shared/data/ave.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type AveSplit, readAveDataset } from './ave.ts';

const dir = process.env.AVE_DATA ?? fileURLToPath(new URL('../../../../shared/data/ave', import.meta.url));
const present = existsSync(`${dir}/Annotations.txt`);
const title = present
  ? 'the published AVE files'
  : 'the published AVE files (absent: set AVE_DATA to their folder)';

const TRAIN_PER_CLASS = [
  152, 142, 137, 148, 152, 141, 144, 151, 138, 131, 146, 112, 82, 81, 150, 142, 128, 147, 80, 67, 57, 128, 48,
  52, 144, 89, 124, 126,
];
const VAL_PER_CLASS = [
  18, 17, 17, 18, 18, 17, 17, 18, 17, 16, 18, 13, 10, 9, 18, 17, 16, 18, 10, 8, 6, 16, 6, 6, 18, 10, 15, 15,
];

describe.skipIf(!present)(title, () => {
  it.each<[AveSplit, number, number, number, number[]]>([
    ['train', 3339, 27_759, 2231, TRAIN_PER_CLASS],
    ['val', 402, 3288, 258, VAL_PER_CLASS],
    ['test', 402, 3305, 261, VAL_PER_CLASS],
  ])('%s: %i rows, %i event seconds, %i fully foreground', (split, rows, seconds, full, perClass) => {
    const { samples, classes, missing } = readAveDataset(dir, { split });
    expect(classes).toHaveLength(28);
    expect(classes.slice(0, 2)).toEqual(['Church bell', 'Male speech, man speaking']);
    expect(samples).toHaveLength(rows);
    const eventSeconds = samples.map(
      ({ labels }) => labels.filter((label) => label !== classes.length).length,
    );
    expect(eventSeconds.reduce((sum, count) => sum + count, 0)).toBe(seconds);
    expect(eventSeconds.filter((count) => count === 10)).toHaveLength(full);
    expect(classes.map((_, c) => samples.filter(({ classIndex }) => classIndex === c).length)).toEqual(
      perClass,
    );
    expect(missing).toHaveLength(samples.filter(({ path }) => path === undefined).length);
  });
});
