// The reader of AVSBench as published on disk: a csv file beside folders of frames, masks and sound (spec: task-avs
// section 1). It finds the clips of a split and what belongs to each; pictures are decoded elsewhere.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AvsBenchRow, type AvsBenchSplit, readAvsBenchRows } from './avsbench-rows.ts';
import { DatasetError } from './errors.ts';
import { NpyDictionary } from './npy-dictionary.ts';
import { loopSegment } from './waves.ts';

/** Single sources (S4): one object sounds, training has the mask of the first frame alone. Multiple sources (MS3): all masks. */
export type AvsBenchSetting = 's4' | 'ms3';

/** Frames of every clip, one second each. */
export const AVSBENCH_FRAMES = 5;
/** Samples of a second, at 32 kHz. */
export const AVSBENCH_SECOND_SAMPLES = 32_000;

/** One clip of a split. */
export interface AvsBenchSample extends AvsBenchRow {
  /** Position in the split, from 0. */
  readonly index: number;
  /** `[5]` pictures, whether they are there or not. */
  readonly frames: readonly string[];
  /** Masks of the first frames: one in the training split of S4, else five. */
  readonly masks: readonly string[];
  /** The file with the sound of many clips, 32 kHz, and its name for this one. */
  readonly wave: { readonly file: string; readonly name: string };
  /** The files of this sample that do not exist. */
  readonly missing: readonly string[];
}

export interface AvsBenchDataset {
  /** Every row of the split in the file's order, whether its files are there or not. */
  readonly samples: readonly AvsBenchSample[];
  /** The samples without all their files. */
  readonly missing: readonly AvsBenchSample[];
}

export interface AvsBenchOptions {
  readonly setting: AvsBenchSetting;
  readonly split: AvsBenchSplit;
}

/**
 * Reads one split from the folder `Single-source` or `Multi-sources`.
 * @throws {DatasetError} DATASET_FILE, DATASET_ROW (with file and line) or DATASET_SPLIT.
 */
export function readAvsBenchDataset(dir: string, { setting, split }: AvsBenchOptions): AvsBenchDataset {
  if (!['train', 'val', 'test'].includes(split)) {
    throw new DatasetError('DATASET_SPLIT', `There is no split "${split}"; take train, val or test.`);
  }
  const file = join(dir, `${setting}_meta_data.csv`);
  const rows = readAvsBenchRows(file);
  const uncategorized = setting === 's4' ? rows.find(({ category }) => category === undefined) : undefined;
  if (uncategorized !== undefined) {
    const message = `${file}, line ${uncategorized.line}: there is no category; expected name,start,category,split.`;
    throw new DatasetError('DATASET_ROW', message, { file, line: uncategorized.line });
  }
  const data = join(dir, `${setting}_data`);
  const known = new Map<string, boolean>();
  const samples = rows
    .filter((row) => row.split === split)
    .map((row, index) => {
      const files = setting === 's4' ? singleSource(data, row) : multipleSources(data, row);
      const needed = [...files.frames, ...files.masks, files.wave.file];
      return { ...row, ...files, index, missing: needed.filter((path) => !exists(path, known)) };
    });
  return { samples, missing: samples.filter(({ missing }) => missing.length > 0) };
}

type SampleFiles = Pick<AvsBenchSample, 'frames' | 'masks' | 'wave'>;

const numbered = (count: number, path: (number: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => path(i + 1));

function singleSource(data: string, { id, split, category = '' }: AvsBenchRow): SampleFiles {
  const picture = (folder: string) => (number: number) =>
    join(data, folder, split, category, id, `${id}_${number}.png`);
  return {
    frames: numbered(AVSBENCH_FRAMES, picture('visual_frames')),
    masks: numbered(split === 'train' ? 1 : AVSBENCH_FRAMES, picture('gt_masks')),
    wave: { file: join(data, 'wave', split, category, 'AVS.npy'), name: `${id}.wav` },
  };
}

/** The frames' names have an `.mp4` inside, and their folder no split. */
function multipleSources(data: string, { id, split }: AvsBenchRow): SampleFiles {
  return {
    frames: numbered(AVSBENCH_FRAMES, (k) => join(data, 'visual_frames', id, `${id}.mp4_${k}.png`)),
    masks: numbered(AVSBENCH_FRAMES, (k) => join(data, 'gt_masks', split, id, `${id}_${k}.png`)),
    wave: { file: join(data, 'wave', split, 'AVS.npy'), name: `${id}.wav` },
  };
}

/** Many samples share a file. */
function exists(path: string, known: Map<string, boolean>): boolean {
  const found = known.get(path) ?? existsSync(path);
  known.set(path, found);
  return found;
}

/** The sound of clips, with each file looked through once. */
export class AvsBenchSounds {
  readonly #files = new Map<string, NpyDictionary>();

  /**
   * Five seconds, each repeated five times as the reference does, so `[160000]` each at 32 kHz.
   * @throws {DatasetError} DATASET_FILE where the sound is not there or of another length.
   */
  read({ wave: { file, name } }: Pick<AvsBenchSample, 'wave'>): Float32Array[] {
    const dictionary = this.#files.get(file) ?? new NpyDictionary(file);
    this.#files.set(file, dictionary);
    const samples = dictionary.read(name);
    const expected = AVSBENCH_FRAMES * AVSBENCH_SECOND_SAMPLES;
    if (samples?.length !== expected) {
      const given =
        samples === undefined ? `no sound named "${name}"` : `${samples.length} samples of "${name}"`;
      const message = `${file} has ${given}; expected ${expected}, five seconds at 32 kHz.`;
      throw new DatasetError('DATASET_FILE', message, { file });
    }
    return Array.from({ length: AVSBENCH_FRAMES }, (_, second) =>
      loopSegment(
        samples.subarray(second * AVSBENCH_SECOND_SAMPLES, (second + 1) * AVSBENCH_SECOND_SAMPLES),
        expected,
      ),
    );
  }
}
