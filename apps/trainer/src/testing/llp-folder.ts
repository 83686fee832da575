// A data set in LLP's layout with tiny clips of two classes, and the least network that learns from it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNpy } from '@dg-sct/datasets';
import { encodeJpeg } from '@dg-sct/media';
import { temporaryFolder, writeTinyVideo } from './ave-folder.ts';

/** The config file of the network. */
export const AVVP_MINUTE = fileURLToPath(new URL('./avvp-minute.yaml', import.meta.url));

/** An id of eleven characters, as those of LLP have. */
const llpId = (name: string): string => name.padEnd(11, '-');

/** Where the material of a clip lies. */
export const llpPaths = (dir: string, name: string) => {
  const [folder, id] = [join(dir, 'LLP_dataset'), llpId(name)];
  return {
    video: join(folder, 'video', `${id}.mp4`),
    frame: (number: number): string => join(folder, 'frame', id, `${String(number).padStart(8, '0')}.jpg`),
    wave: join(folder, 'wave', `${id}.npy`),
    motion: join(folder, 'feats', 'r2plus1d_18', `${id}.npy`),
  };
};

/** The text files; `names` by split. A bell is heard from 2 to 5 s and seen from 4 to 8 s in every clip, a horn never. */
export function writeLlpFiles(
  dir: string,
  {
    train,
    val = ['d'],
    test = ['e'],
  }: {
    readonly train: readonly string[];
    readonly val?: readonly string[];
    readonly test?: readonly string[];
  },
): void {
  const clip = (name: string): string => `${llpId(name)}_0_10`;
  const table = (header: string, rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;
  const weak = (names: readonly string[]) =>
    table(
      'filename\tevent_labels',
      names.map((name) => `${clip(name)}\tBell`),
    );
  const dense = (span: string) =>
    table(
      'filename\tonset\toffset\tevent_labels',
      [...val, ...test].map((name) => `${clip(name)}\t${span}\tBell`),
    );
  const files = {
    'categories.txt': 'Bell\nHorn\n',
    'AVVP_train.csv': weak(train),
    'AVVP_val_pd.csv': weak(val),
    'AVVP_test_pd.csv': weak(test),
    'AVVP_eval_audio.csv': dense('2\t5'),
    'AVVP_eval_visual.csv': dense('4\t8'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
}

/** A new data set of videos: three to train on, one to select by, one to test. */
export function minuteLlp(): string {
  const dir = temporaryFolder();
  writeLlpFiles(dir, { train: ['a', 'b', 'c'] });
  for (const name of ['a', 'b', 'c', 'd', 'e']) writeLlpVideo(dir, name);
  return dir;
}

export function writeLlpVideo(dir: string, name: string): void {
  const { video } = llpPaths(dir, name);
  mkdirSync(dirname(video), { recursive: true });
  writeTinyVideo(video);
}

/** A clip as published: ten pictures, ten seconds of sound, and motion features of this width. */
export async function writeLlpExtracted(dir: string, name: string, motionDim = 4): Promise<void> {
  const { frame, wave, motion } = llpPaths(dir, name);
  for (const file of [frame(1), wave, motion]) mkdirSync(dirname(file), { recursive: true });
  for (let n = 1; n <= 10; n++) {
    const data = new Uint8Array(16 * 24 * 3).fill(20 * n);
    writeFileSync(frame(n), await encodeJpeg({ data, height: 16, width: 24, channels: 3 }));
  }
  await writeNpy(
    wave,
    Float32Array.from({ length: 320_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 32_000)),
  );
  writeMotion(motion, motionDim);
}

/** `[10, width]`, counting up. */
function writeMotion(file: string, width: number): void {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (10, ${width}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length, 0)}${header}`, 'latin1');
  const values = Float32Array.from({ length: 10 * width }, (_, i) => i / (10 * width));
  writeFileSync(file, Buffer.concat([start, new Uint8Array(values.buffer)]));
}
