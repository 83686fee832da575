// The published annotation files of AVE: order, class, start and end of each split, and counts; and the reader of the
// published HDF5 files. The files are not distributed: AVE_DATA names their folder, or they lie beside the goldens (`../../data/ave`) or this repository
// (`shared/data/ave`).
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AveDataset, type AveSplit, readAveDataset, readAveRows, readHdf5 } from '@dg-sct/datasets';
import { type GoldenReport, object } from '@dg-sct/goldens';
import { type EntryKind, MissingDataError } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';

const SPLITS: readonly AveSplit[] = ['train', 'val', 'test'];
const BESIDE_REPOSITORY = fileURLToPath(new URL('../../../../../../shared/data/ave', import.meta.url));

export const dataset: EntryKind = {
  what: 'data set',
  scope: 'exact',
  fits: ({ config }) => has(config, 'categories', 'facts'),
  check: async (report) => {
    const folder = dataFolder(report.file.folder);
    checkHdf5(report);
    const annotations = readAveRows(join(folder, 'Annotations.txt'));
    const places = new Map(annotations.map((row, index) => [identity(row), index]));
    const { classes } = readAveDataset(folder, { split: 'train' });
    report.expectEqual('categories', classes, report.file.config.categories);
    for (const split of SPLITS) {
      const data = readAveDataset(folder, { split });
      const order = readAveRows(join(folder, `${split}Set.txt`)).map(
        (row) => places.get(identity(row)) ?? -1,
      );
      checkSplit(report, split, data, order);
      const shipped = shippedOrder(folder, split);
      const differing = shipped.filter((index, position) => index !== order[position]).length;
      report.expectEqual(`${split}: rows that its order file has elsewhere`, differing, 0);
    }
  },
};

/** The bytes of a small file that the golden holds, and the array in it. */
function checkHdf5(report: GoldenReport): void {
  const { file } = report;
  if (!file.storedKeys.includes('fixture.hdf5_bytes')) return;
  const bytes = Uint8Array.from(file.stored('fixture.hdf5_bytes').data, Number);
  for (const { data } of readHdf5(bytes, 'the golden HDF5 file').values()) {
    report.compare('fixture.hdf5_content', Array.from(data, Number));
  }
}

/** Rows of the annotations in the order of a split, from the file that says it in so many numbers. */
function shippedOrder(folder: string, split: AveSplit): number[] {
  const file = join(folder, `${split}_order.h5`);
  return Array.from(readHdf5(readFileSync(file), file).get('order')?.data ?? [], Number);
}

function dataFolder(goldens: string): string {
  const places = [process.env.AVE_DATA, resolve(goldens, '../../data/ave'), BESIDE_REPOSITORY];
  const candidates = places.filter((place) => place !== undefined);
  const found = candidates.find((place) => existsSync(join(place, 'Annotations.txt')));
  if (found !== undefined) return found;
  const message = `needs the published annotation files of AVE, which are not in ${candidates.join(' or ')}; set AVE_DATA`;
  throw new MissingDataError(message);
}

/** What tells a row of the annotations from all others. */
const identity = (row: { category: string; videoId: string; start: number; end: number }): string =>
  `${row.category}&${row.videoId}&${row.start}&${row.end}`;

function checkSplit(report: GoldenReport, split: AveSplit, data: AveDataset, order: readonly number[]): void {
  const { samples, classes } = data;
  compareStored(report, [
    [`${split}.order`, order],
    [`${split}.video_class`, samples.map(({ classIndex }) => classIndex)],
    [`${split}.start`, samples.map(({ start }) => start)],
    [`${split}.end`, samples.map(({ end }) => end)],
  ]);
  const seconds = samples.map(({ labels }) => labels.filter((label) => label !== classes.length).length);
  const facts: Record<string, unknown> = {
    samples: samples.length,
    first_indices: order.slice(0, 8),
    last_index: order.at(-1),
    foreground_seconds: seconds.reduce((sum, count) => sum + count, 0),
    fully_foreground: seconds.filter((count, i) => count === samples[i]?.labels.length).length,
    per_class: classes.map((_, c) => samples.filter(({ classIndex }) => classIndex === c).length),
    sum_of_position_times_index: order.reduce((sum, index, position) => sum + (position + 1) * index, 0),
  };
  const stated = object(object(report.file.config.facts, 'facts')[split] ?? {}, `facts of ${split}`);
  for (const [fact, value] of Object.entries(stated))
    report.expectEqual(`${split}.${fact}`, facts[fact], value);
}
