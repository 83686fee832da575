// The published AVE text files: their counts, and labels derived from them against the shipped label files (spec:
// task-ave, section 1). They are not part of this repository: set AVE_DATA to their folder, or have it beside the
// repository as shared/data/ave.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type AveSplit, readAveDataset } from './ave.ts';
import { type AveRow, readAveRows } from './ave-rows.ts';
import { readHdf5 } from './hdf5.ts';

const dir = process.env.AVE_DATA || fileURLToPath(new URL('../../../../shared/data/ave', import.meta.url));
const present = existsSync(`${dir}/Annotations.txt`);
const title = present
  ? 'the published AVE files'
  : 'the published AVE files (absent: set AVE_DATA to their folder)';

const SPLITS: readonly AveSplit[] = ['train', 'val', 'test'];
const TRAIN_PER_CLASS = [
  152, 142, 137, 148, 152, 141, 144, 151, 138, 131, 146, 112, 82, 81, 150, 142, 128, 147, 80, 67, 57, 128, 48,
  52, 144, 89, 124, 126,
];
const VAL_PER_CLASS = [
  18, 17, 17, 18, 18, 17, 17, 18, 17, 16, 18, 13, 10, 9, 18, 17, 16, 18, 10, 8, 6, 16, 6, 6, 18, 10, 15, 15,
];

/** The numbers of a shipped file, of which `width` are one row. */
function shipped(name: string, key: string, width: number): number[][] {
  const numbers = Array.from(readHdf5(readFileSync(`${dir}/${name}.h5`), name).get(key)?.data ?? [], Number);
  return Array.from({ length: numbers.length / width }, (_, i) => numbers.slice(i * width, (i + 1) * width));
}

const orderOf = (name: string): number[] => shipped(`${name}_order`, 'order', 1).flat();

const withoutLine = ({ line: _, ...row }: AveRow) => row;

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
    expect(missing).toHaveLength(samples.filter(({ material }) => material.kind === 'absent').length);
  });

  it('has split files that list the rows of the order files, which are all rows, each once', () => {
    const rows = readAveRows(`${dir}/Annotations.txt`).map(withoutLine);
    const orders = SPLITS.map((split) => orderOf(split));
    SPLITS.forEach((split, i) => {
      const listed = readAveRows(`${dir}/${split}Set.txt`).map(withoutLine);
      expect(orders[i]?.map((index) => rows[index])).toEqual(listed);
    });
    expect(orders.flat().sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
  });

  it.each(SPLITS)('%s: labels are those of labels_closs.h5 and mil_labels.h5, row by row', (split) => {
    const { samples, classes } = readAveDataset(dir, { split });
    const background = classes.length;
    const eventSeconds = shipped('labels_closs', 'avadataset', 10);
    const clipClasses = shipped('mil_labels', 'avadataset', classes.length + 1);
    const order = orderOf(split);
    expect(samples.map(({ labels }) => labels.map((label) => Number(label !== background)))).toEqual(
      order.map((index) => eventSeconds[index]),
    );
    // One-hot of the row's category, also where no second has an event.
    const oneHot = (c: number) => Array.from({ length: background + 1 }, (_, i) => Number(i === c));
    expect(samples.map(({ classIndex }) => oneHot(classIndex))).toEqual(
      order.map((index) => clipClasses[index]),
    );
    for (const { labels, classIndex } of samples) {
      expect(labels.every((label) => label === background || label === classIndex)).toBe(true);
    }
  });
});
