// The reader of AVE as published on disk: text files beside videos, or beside frames and waves.
// It finds the clips of a split and their labels; decoding is `@dg-sct/media`'s job.
import { join } from 'node:path';
import { type AveAbsence, type AveMaterial, findAveMaterial } from './ave-material.ts';
import { AVE_SECONDS, type AveRow, readAveClasses, readAveRows } from './ave-rows.ts';
import { DatasetError } from './errors.ts';

export type AveSplit = 'train' | 'val' | 'test';

/** One clip of a split. */
export interface AveSample {
  /** Position in the split file, from 0. */
  readonly index: number;
  readonly videoId: string;
  readonly category: string;
  readonly classIndex: number;
  /** Seconds; the event is in `start <= t < end`. */
  readonly start: number;
  readonly end: number;
  /** What the clip is made from, or what of it is not there. */
  readonly material: AveMaterial | AveAbsence;
  /** `[10]`: class index of every second, `classes.length` for background. */
  readonly labels: readonly number[];
}

/** A split of the data set. */
export interface AveDataset {
  /** Every row of the split file, in its order, whether its material is there or not. */
  readonly samples: readonly AveSample[];
  /** The samples whose material is not there. */
  readonly missing: readonly AveSample[];
  /** Names in class-index order. */
  readonly classes: readonly string[];
}

const SPLIT_FILES: Record<AveSplit, string> = {
  train: 'trainSet.txt',
  val: 'valSet.txt',
  test: 'testSet.txt',
};

/**
 * Reads one split. A clip may occur in several rows with different categories, as in the original.
 * @throws {DatasetError} DATASET_FILE, DATASET_ROW (with file and line) or DATASET_SPLIT.
 */
export function readAveDataset(dir: string, { split }: { readonly split: AveSplit }): AveDataset {
  const splitFile = SPLIT_FILES[split];
  if (splitFile === undefined) {
    throw new DatasetError('DATASET_SPLIT', `There is no split "${split}"; take train, val or test.`);
  }
  const classes = readAveClasses(join(dir, 'categories.txt'), readAveRows(join(dir, 'Annotations.txt')));
  const file = join(dir, splitFile);
  const samples = readAveRows(file).map((row, index) => sampleOf(row, index, { dir, file, classes }));
  return { samples, missing: samples.filter(({ material }) => material.kind === 'absent'), classes };
}

interface SplitContext {
  readonly dir: string;
  readonly file: string;
  readonly classes: readonly string[];
}

function sampleOf(row: AveRow, index: number, { dir, file, classes }: SplitContext): AveSample {
  const { videoId, category, start, end, line } = row;
  const classIndex = classes.indexOf(category);
  if (classIndex < 0) {
    const message = `${file}, line ${line}: the class "${category}" is not one of the ${classes.length} classes of the data set; expected a name of categories.txt or Annotations.txt.`;
    throw new DatasetError('DATASET_ROW', message, { file, line });
  }
  const labels = Array.from({ length: AVE_SECONDS }, (_, t) =>
    t >= start && t < end ? classIndex : classes.length,
  );
  const material = findAveMaterial(dir, videoId);
  return { index, videoId, category, classIndex, start, end, material, labels };
}
