// A data set in AVSBench's layout with tiny pictures, and a network on which every command ends within seconds.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeNpyDictionary } from '@dg-sct/datasets';
import { encodePng } from '@dg-sct/media';
import { parse } from 'yaml';
import { temporaryFolder } from './ave-folder.ts';
import { MINUTE } from './minute.ts';

export type AvsTask = 'avs-s4' | 'avs-ms3';

const SIZE = 24;
const SECONDS = 5;
const RATE = 32_000;

/** What is in each split: three clips to train on, one to select by, one to test. */
const CLIPS = { train: ['a', 'b', 'c'], val: ['d'], test: ['e'] } as const;

/** A new data set: a bright square, which sounds, drifts over a dark ground. All of S4 are bells. */
export async function avsData(task: AvsTask): Promise<string> {
  const dir = temporaryFolder();
  const rows = Object.entries(CLIPS).flatMap(([split, ids]) => ids.map((id) => ({ split, id })));
  const header = task === 'avs-s4' ? 'name,start,category,split' : 'video_id,split';
  const csv = rows.map(({ split, id }) => (task === 'avs-s4' ? `${id},0,bell,${split}` : `${id},${split}`));
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `${task.slice(4)}_meta_data.csv`), [header, ...csv, ''].join('\n'));
  for (const [split, ids] of Object.entries(CLIPS)) {
    for (const [number, id] of ids.entries()) {
      for (let k = 1; k <= SECONDS; k++) {
        const { frame, mask } = avsPaths(task, split, id, k);
        await write(join(dir, frame), await picture(number + k, 3));
        if (task === 'avs-ms3' || split !== 'train' || k === 1)
          await write(join(dir, mask), await picture(number + k, 1));
      }
    }
    const waves = ids.map((id, i) => [`${id}.wav`, tone(440 * (i + 1))] as const);
    const folder = join(dir, soundFolder(task, split));
    mkdirSync(folder, { recursive: true });
    await writeNpyDictionary(join(folder, 'AVS.npy'), new Map(waves));
  }
  return dir;
}

/** Where a clip's frame and mask of second `k`, from 1, lie. */
export function avsPaths(task: AvsTask, split: string, id: string, k: number) {
  return task === 'avs-s4'
    ? {
        frame: join('s4_data', 'visual_frames', split, 'bell', id, `${id}_${k}.png`),
        mask: join('s4_data', 'gt_masks', split, 'bell', id, `${id}_${k}.png`),
      }
    : {
        frame: join('ms3_data', 'visual_frames', id, `${id}.mp4_${k}.png`),
        mask: join('ms3_data', 'gt_masks', split, id, `${id}_${k}.png`),
      };
}

const soundFolder = (task: AvsTask, split: string): string =>
  task === 'avs-s4' ? join('s4_data', 'wave', split, 'bell') : join('ms3_data', 'wave', split);

async function write(path: string, bytes: Uint8Array): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** A square of a third of the side, whose left edge is at `x`. */
function picture(x: number, channels: 1 | 3): Promise<Uint8Array> {
  const inside = (i: number): boolean => {
    const [row, column] = [Math.floor(i / SIZE), i % SIZE];
    return row >= SIZE / 3 && row < (2 * SIZE) / 3 && column >= x && column < x + SIZE / 3;
  };
  const [high, low] = channels === 1 ? [255, 0] : [220, 40];
  const data = Uint8Array.from({ length: SIZE * SIZE * channels }, (_, i) =>
    inside(Math.floor(i / channels)) ? high : low,
  );
  return encodePng({ data, height: SIZE, width: SIZE, channels });
}

const tone = (hz: number): Float32Array =>
  Float32Array.from({ length: SECONDS * RATE }, (_, i) => 0.3 * Math.sin((2 * Math.PI * hz * i) / RATE));

/** A config file of the least network of a task. */
export function avsConfig(task: AvsTask): string {
  const minute = parse(readFileSync(MINUTE, 'utf8')) as Record<string, Record<string, unknown>>;
  const { input, model, training, ...rest } = minute;
  const { temporal: _, adapter, ...layers } = model ?? {};
  const config = {
    ...rest,
    task,
    input: { ...input, segments: 5, maskSize: 16, sampleRate: RATE, hop: 1600, fftSize: 1024, fmax: 14_000 },
    model: {
      ...layers,
      adapter: { ...(adapter as object), variant: task === 'avs-s4' ? 'avsS4' : 'avsMs3' },
      decoder: {
        dim: 8,
        audioHidden: 4,
        wide: 4,
        narrow: 4,
        temporalDim: 4,
        feedForward: 4,
        heads: 2,
      },
    },
    training: { ...training, selectBy: 'M_F' },
  };
  const file = join(temporaryFolder(), `${task}.yaml`);
  writeFileSync(file, JSON.stringify(config));
  return file;
}
