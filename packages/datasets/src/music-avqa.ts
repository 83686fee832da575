// The reader of MUSIC-AVQA as published on disk: annotations beside folders of
// frames and of sound (spec: task-avqa section 1). It finds the questions of a
// split and what belongs to each video; pictures and videos are decoded elsewhere.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetError } from './errors.ts';
import { type MusicAvqaRow, readMusicAvqaRows } from './music-avqa-rows.ts';
import { readWaveSegments } from './waves.ts';

export type MusicAvqaSplit = 'train' | 'val' | 'test';

export interface MusicAvqaOptions {
  readonly split: MusicAvqaSplit;
  /** Recorded videos alone, or synthesised ones alone; default both. */
  readonly part?: 'real' | 'fake';
  /** Annotations as first published, which the published numbers stand on, or as corrected; default `json`. */
  readonly edition?: 'json' | 'json_update';
}

export interface MusicAvqaVideo {
  readonly videoId: string;
  /** Its pictures, one for each second, in the order of time; empty where there are none. */
  readonly frames: readonly string[];
  /** The file of its sound; undefined where there is none. */
  readonly wave: string | undefined;
  /** The video itself; undefined where there is none. */
  readonly video: string | undefined;
}

/** One question of a split. */
export interface MusicAvqaSample extends MusicAvqaRow {
  /** Position of its video in `videos`. */
  readonly video: number;
}

/** A split of the data set. */
export interface MusicAvqaDataset {
  /** Every question in the file's order, whether its video is there or not. */
  readonly samples: readonly MusicAvqaSample[];
  /** Every video once, in the order of first appearance. Splits are by question: a video may be in several. */
  readonly videos: readonly MusicAvqaVideo[];
  /** The videos of which neither pictures and sound are there nor the video itself. */
  readonly missing: readonly MusicAvqaVideo[];
}

/** Segments of a video's sound, one second each. */
export const MUSIC_AVQA_SEGMENTS = 10;
/** Samples of a segment, at 32 kHz. */
export const MUSIC_AVQA_SEGMENT_SAMPLES = 32_000;

const SPLITS: readonly string[] = ['train', 'val', 'test'] satisfies MusicAvqaSplit[];
/** Where pictures are looked for, in this order. */
const FRAME_FOLDERS = ['frames', 'avqa-frames-1fps'] as const;
const VIDEO_ENDINGS = ['mp4', 'webm', 'mkv'] as const;

/** Reads one split. @throws {DatasetError} DATASET_FILE, DATASET_ROW (with file and record) or DATASET_SPLIT. */
export function readMusicAvqaDataset(dir: string, options: MusicAvqaOptions): MusicAvqaDataset {
  const { split, part, edition = 'json' } = options;
  if (!SPLITS.includes(split)) {
    throw new DatasetError('DATASET_SPLIT', `There is no split "${split}"; take train, val or test.`);
  }
  const suffix = part === undefined ? '' : `_${part}`;
  const rows = readMusicAvqaRows(join(dir, edition, `avqa-${split}${suffix}.json`));
  const ids = [...new Set(rows.map(({ videoId }) => videoId))];
  const positions = new Map(ids.map((id, position) => [id, position]));
  const videos = ids.map((videoId) => ({
    videoId,
    frames: findFrames(dir, videoId),
    wave: findWave(dir, videoId),
    video: findVideo(dir, videoId),
  }));
  return {
    samples: rows.map((row) => ({ ...row, video: positions.get(row.videoId) ?? 0 })),
    videos,
    missing: videos.filter(
      ({ frames, wave, video }) => video === undefined && (frames.length === 0 || wave === undefined),
    ),
  };
}

/** The `.jpg` files of a video's folder; their names are numbers of equal length, so their order is that of time. */
function findFrames(dir: string, videoId: string): string[] {
  const folder = FRAME_FOLDERS.map((name) => join(dir, name, videoId)).find((path) => existsSync(path));
  if (folder === undefined) return [];
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  return pictures.sort().map((name) => join(folder, name));
}

function findVideo(dir: string, videoId: string): string | undefined {
  const files = VIDEO_ENDINGS.map((ending) => join(dir, 'videos', `${videoId}.${ending}`));
  return files.find((file) => existsSync(file));
}

function findWave(dir: string, videoId: string): string | undefined {
  const file = join(dir, 'audio_wave', `${videoId}.npy`);
  return existsSync(file) ? file : undefined;
}

/**
 * The sound of a video: ten segments of one second, `[32000]` samples each at 32 kHz.
 * @throws {DatasetError} DATASET_FILE where it is of another length.
 */
export const readMusicAvqaWave = (file: string): Float32Array[] =>
  readWaveSegments(file, MUSIC_AVQA_SEGMENTS, MUSIC_AVQA_SEGMENT_SAMPLES);
