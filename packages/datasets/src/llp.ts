// The reader of LLP as published on disk: annotations beside folders of videos, or
// of frames, waves and motion features (spec: task-avvp section 2). It finds the
// clips of a split and what belongs to each; videos and pictures are decoded elsewhere.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetError } from './errors.ts';
import {
  LLP_CLASSES,
  LLP_SECONDS,
  type LlpClip,
  type LlpEvent,
  readLlpClips,
  readLlpEvents,
} from './llp-rows.ts';
import { type NpyArray, readNpy } from './npy.ts';
import { readCategories } from './text-files.ts';
import { readWaveSegments } from './waves.ts';

export type LlpSplit = 'train' | 'val' | 'test';

/** One clip of a split. */
export interface LlpSample {
  /** Position in the split file, from 0. */
  readonly index: number;
  readonly filename: string;
  readonly videoId: string;
  /** `[C]`: one for every event of the clip, else zero. */
  readonly labels: Uint8Array;
  /** When each is heard and when seen, one or zero, `[10, C]` row-major; only where that was annotated. */
  readonly events?: { readonly audio: Uint8Array; readonly visual: Uint8Array };
  /** The video of the ten seconds; undefined where there is none. */
  readonly video: string | undefined;
  /** Ten pictures, one for each second; empty where one is not there. */
  readonly frames: readonly string[];
  /** The file of its sound; undefined where there is none. */
  readonly wave: string | undefined;
  /** The file of its R(2+1)D-18 features; undefined where there is none. */
  readonly motion: string | undefined;
}

/** A split of the data set. */
export interface LlpDataset {
  /** Every row of the split file, in its order, whether its material is there or not. */
  readonly samples: readonly LlpSample[];
  /** The samples with no video that lack pictures, sound or motion features as well. */
  readonly missing: readonly LlpSample[];
  /** Names in class-index order. */
  readonly classes: readonly string[];
}

/** Samples of a second of sound, at 32 kHz. */
export const LLP_SEGMENT_SAMPLES = 32_000;

const SPLIT_FILES: Readonly<Record<LlpSplit, string>> = {
  train: 'AVVP_train.csv',
  val: 'AVVP_val_pd.csv',
  test: 'AVVP_test_pd.csv',
};
const MATERIAL = 'LLP_dataset';

/**
 * Reads one split. The classes are those of `categories.txt`, if there is one, else the 25 of LLP. Events are looked up
 * by the clip's whole name, as published, so rows with a misspelt one are lost; the training split has none.
 * @throws {DatasetError} DATASET_FILE, DATASET_ROW (with file and line) or DATASET_SPLIT.
 */
export function readLlpDataset(dir: string, { split }: { readonly split: LlpSplit }): LlpDataset {
  const splitFile = SPLIT_FILES[split];
  if (splitFile === undefined) {
    throw new DatasetError('DATASET_SPLIT', `There is no split "${split}"; take train, val or test.`);
  }
  const classes = readCategories(join(dir, 'categories.txt')) ?? LLP_CLASSES;
  const eventsOf = split === 'train' ? undefined : readEvents(dir, classes);
  const samples = readLlpClips(join(dir, splitFile), classes).map((clip, index): LlpSample => {
    const { filename, videoId } = clip;
    return {
      index,
      filename,
      videoId,
      labels: labelsOf(clip, classes.length),
      ...(eventsOf === undefined ? {} : { events: eventsOf(filename) }),
      ...findMaterial(dir, videoId),
    };
  });
  return {
    samples,
    missing: samples.filter((sample) => sample.video === undefined && !hasMaterial(sample)),
    classes,
  };
}

function labelsOf({ events }: LlpClip, classes: number): Uint8Array {
  return Uint8Array.from({ length: classes }, (_, c) => Number(events.includes(c)));
}

function readEvents(dir: string, classes: readonly string[]) {
  const read = (file: string) => groupByClip(readLlpEvents(join(dir, file), classes));
  const heard = read('AVVP_eval_audio.csv');
  const seen = read('AVVP_eval_visual.csv');
  return (filename: string) => ({
    audio: mapOf(heard.get(filename) ?? [], classes.length),
    visual: mapOf(seen.get(filename) ?? [], classes.length),
  });
}

function groupByClip(events: readonly LlpEvent[]): Map<string, LlpEvent[]> {
  const groups = new Map<string, LlpEvent[]>();
  for (const event of events) {
    const group = groups.get(event.filename);
    if (group === undefined) groups.set(event.filename, [event]);
    else group.push(event);
  }
  return groups;
}

/** Events that overlap or touch become one. */
function mapOf(events: readonly LlpEvent[], classes: number): Uint8Array {
  const map = new Uint8Array(LLP_SECONDS * classes);
  for (const { onset, offset, classIndex } of events) {
    for (let t = onset; t < offset; t++) map[t * classes + classIndex] = 1;
  }
  return map;
}

type Material = Pick<LlpSample, 'video' | 'frames' | 'wave' | 'motion'>;

/** Whether all that is published as extracted from the video is there. */
function hasMaterial({ frames, wave, motion }: Material): boolean {
  return frames.length > 0 && wave !== undefined && motion !== undefined;
}

function findMaterial(dir: string, videoId: string): Material {
  const folder = join(dir, MATERIAL);
  const frames = Array.from({ length: LLP_SECONDS }, (_, t) =>
    join(folder, 'frame', videoId, `${String(t + 1).padStart(8, '0')}.jpg`),
  );
  const existing = (path: string): string | undefined => (existsSync(path) ? path : undefined);
  return {
    video: existing(join(folder, 'video', `${videoId}.mp4`)),
    frames: frames.every((path) => existsSync(path)) ? frames : [],
    wave: existing(join(folder, 'wave', `${videoId}.npy`)),
    motion: existing(join(folder, 'feats', 'r2plus1d_18', `${videoId}.npy`)),
  };
}

/** The sound of a clip: ten segments of `[32000]` samples. @throws {DatasetError} DATASET_FILE. */
export const readLlpWave = (file: string): Float32Array[] =>
  readWaveSegments(file, LLP_SECONDS, LLP_SEGMENT_SAMPLES);

/** The motion features of a clip, `[10, D]`; published with D 512. @throws {DatasetError} DATASET_FILE. */
export function readLlpMotion(file: string): NpyArray {
  const features = readNpy(file);
  const [seconds, width] = features.shape;
  if (features.shape.length === 2 && seconds === LLP_SECONDS && width !== undefined) return features;
  const message = `${file} has shape [${features.shape}]; expected one row of features for each of ${LLP_SECONDS} seconds.`;
  throw new DatasetError('DATASET_FILE', message, { file });
}
