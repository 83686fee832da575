// A data set in AVE's layout with tiny videos, some of them broken.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJpeg, writeVideo } from '@dg-sct/media';
import { afterAll } from 'vitest';

const SIZE = 16;
const RATE = 8000;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder below the system's temporary one, with a space in its name; it goes when the tests of a file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dgsct test '));
  folders.push(folder);
  return folder;
}

export interface TinyVideo {
  /** Default 10. */
  readonly seconds?: number;
  readonly frames?: number;
  readonly sound?: boolean;
  /** Pixels; default 16. */
  readonly width?: number;
  readonly height?: number;
}

/** An mp4 of growing brightness, with a tone. */
export function writeTinyVideo(path: string, video: TinyVideo = {}): void {
  const { seconds = 10, frames = 10, sound = true, width = SIZE, height = SIZE } = video;
  const bytes = width * height * 3;
  const data = new Uint8Array(frames * bytes);
  for (let n = 0; n < frames; n++) data.fill(20 * (n + 1), n * bytes, (n + 1) * bytes);
  const length = sound ? Math.round(seconds * RATE) : 0;
  writeVideo(path, {
    width,
    height,
    frameRate: frames / seconds,
    frames: data,
    samples: Float32Array.from({ length }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / RATE)),
    sampleRate: RATE,
  });
}

export interface TinyExtract {
  /** Pictures; default 12. */
  readonly frames?: number;
  /** Samples of sound; default 320000. */
  readonly samples?: number;
}

/** A clip as frames and wave, as the published training reads it: pictures of growing brightness and size, and a tone. */
export async function writeExtracted(dir: string, id: string, extract: TinyExtract = {}): Promise<void> {
  const { frames = 12, samples = 320_000 } = extract;
  const folder = join(dir, 'frames', id);
  mkdirSync(folder, { recursive: true });
  for (let n = 1; n <= frames; n++) {
    const [height, width] = [SIZE + n, 2 * SIZE];
    const data = new Uint8Array(height * width * 3).fill(15 * n);
    const name = `${String(n).padStart(8, '0')}.jpg`;
    writeFileSync(join(folder, name), await encodeJpeg({ data, height, width, channels: 3 }));
  }
  const wave = Float32Array.from(
    { length: samples },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 32_000),
  );
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (1, ${samples}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length, 0)}${header}`, 'latin1');
  mkdirSync(join(dir, 'wave'), { recursive: true });
  writeFileSync(join(dir, 'wave', `${id}.npy`), Buffer.concat([start, new Uint8Array(wave.buffer)]));
}

/** The text files of a data set; `ids` by split. All events are of one class, from 2 to 5 s. */
export function writeAveFiles(
  dir: string,
  ids: {
    readonly train: readonly string[];
    readonly val?: readonly string[];
    readonly test?: readonly string[];
  },
): void {
  const { train, val = [], test = [] } = ids;
  const rows = (names: readonly string[]): string => names.map((id) => `Bell&${id}&good&2&5\n`).join('');
  mkdirSync(join(dir, 'AVE'), { recursive: true });
  writeFileSync(
    join(dir, 'Annotations.txt'),
    `Category&VideoID&Quality&StartTime&EndTime\n${rows([...train, ...val, ...test])}`,
  );
  writeFileSync(join(dir, 'trainSet.txt'), rows(train));
  writeFileSync(join(dir, 'valSet.txt'), rows(val));
  writeFileSync(join(dir, 'testSet.txt'), rows(test));
}
