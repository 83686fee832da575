// What a clip of AVE is made from on disk: a video, or a folder of pictures and an array of samples, as the published
// training reads them (spec: task-ave, section 1). It finds and checks files; pictures are decoded elsewhere.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AVE_SECONDS } from './ave-rows.ts';
import { DatasetError } from './errors.ts';
import { readWave } from './waves.ts';

/** Hz of the sound in `wave/`. */
export const AVE_WAVE_RATE = 32_000;

/** The pictures and the sound of a clip: a video file, or a folder for `listAveFrames` and a file for `readAveWave`. */
export type AveMaterial =
  | { readonly kind: 'video'; readonly path: string }
  | { readonly kind: 'extracted'; readonly frames: string; readonly wave: string };

/** What of a clip is not there, as a sentence that may follow a colon. */
export interface AveAbsence {
  readonly kind: 'absent';
  readonly reason: string;
}

/** Where videos are looked for, and under which extensions, in this order. */
const VIDEO_FOLDERS = ['AVE', 'videos', '.'] as const;
const VIDEO_EXTENSIONS = ['.mp4', '.webm', '.mkv'] as const;

/**
 * What there is of a clip. Frames and sound come before a video: they are what the published numbers were measured on,
 * and where both are there, somebody has extracted them on purpose.
 */
export function findAveMaterial(dir: string, videoId: string): AveMaterial | AveAbsence {
  const frames = join(dir, 'frames', videoId);
  const wave = join(dir, 'wave', `${videoId}.npy`);
  const [seen, heard] = [existsSync(frames), existsSync(wave)];
  if (seen && heard) return { kind: 'extracted', frames, wave };
  const path = findVideo(dir, videoId);
  if (path !== undefined) return { kind: 'video', path };
  const absent = (reason: string): AveAbsence => ({ kind: 'absent', reason });
  if (seen) return absent(`there is no sound of "${videoId}": ${frames} is there, but ${wave} is not.`);
  if (heard) return absent(`there are no frames of "${videoId}": ${wave} is there, but ${frames} is not.`);
  return absent(
    `there is no video of "${videoId}" in ${dir}, and neither frames/${videoId} nor wave/${videoId}.npy.`,
  );
}

function findVideo(dir: string, videoId: string): string | undefined {
  const candidates = VIDEO_FOLDERS.flatMap((folder) =>
    VIDEO_EXTENSIONS.map((extension) => join(dir, folder, `${videoId}${extension}`)),
  );
  return candidates.find((path) => existsSync(path));
}

/**
 * The pictures of a clip in the order of time, 00000001.jpg and so on, at any frame rate. The published training takes
 * floor(1 + k (n - 1) / 9) of the n, k = 0 ... 9, so fewer than ten repeat.
 * @throws {DatasetError} DATASET_FILE where there are none, or where a number is left out.
 */
export function listAveFrames(folder: string): string[] {
  const names = new Set(namesIn(folder).filter((name) => name.endsWith('.jpg')));
  const expected = Array.from({ length: names.size }, (_, i) => `${String(i + 1).padStart(8, '0')}.jpg`);
  const gap = expected.find((name) => !names.has(name));
  if (names.size > 0 && gap === undefined) return expected.map((name) => join(folder, name));
  const found = gap === undefined ? 'holds no .jpg files' : `holds ${names.size} .jpg files, but no ${gap}`;
  const message = `${folder} ${found}; expected frames from 00000001.jpg on, none left out.`;
  throw new DatasetError('DATASET_FILE', message, { file: folder });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError(
      'DATASET_FILE',
      `Cannot read ${folder} (${reason}); expected a folder of frames.`,
      {
        file: folder,
        cause,
      },
    );
  }
}

/**
 * The sound of a clip: `[320000]`, ten seconds at 32 kHz, whatever the shape of the array.
 * @throws {DatasetError} DATASET_FILE unless these are so many finite float32 numbers.
 */
export function readAveWave(file: string): Float32Array {
  const samples = readWave(file, AVE_SECONDS, AVE_WAVE_RATE, ['<f4']);
  const bad = samples.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return samples;
  const message = `${file} holds ${samples[bad]} at sample ${bad}; expected finite numbers, sound between -1 and 1.`;
  throw new DatasetError('DATASET_FILE', message, { file });
}
