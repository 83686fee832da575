import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AvsBenchSounds, readAvsBenchDataset } from '@dg-sct/datasets';
import { openMediaReader, readImage, readMask } from '@dg-sct/media';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssetsOf } from '../assets.ts';
import { synthesize } from '../dataset/synthesize.ts';
import { EVENT_CLASSES } from '../event-classes.ts';
import { renderClip } from '../render.ts';
import { planAvsClips, SYNTHETIC_AVS } from './dataset.ts';
import { frameOfSecond, renderMasks } from './masks.ts';
import { type AvsSetting, DEFAULT_AVS_OPTIONS } from './options.ts';

const SIDE = 48;
const SPLITS = ['train', 'val', 'test'] as const;
let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'synthetic avs '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const optionsOf = (setting: AvsSetting) => ({ ...DEFAULT_AVS_OPTIONS[setting], imageSize: SIDE });
const request = (setting: AvsSetting) => ({ out, clips: 5, seed: 3, options: optionsOf(setting) });
/** Every file with its bytes. */
const contents = (): Map<string, string> =>
  new Map(
    readdirSync(out, { recursive: true, encoding: 'utf8' })
      .sort()
      .filter((name) => statSync(join(out, name)).isFile())
      .map((name) => [name, readFileSync(join(out, name), 'latin1')]),
  );

describe('planAvsClips', () => {
  it('spreads the classes of single sources evenly', () => {
    const clips = planAvsClips({ clips: 240, seed: 1, options: DEFAULT_AVS_OPTIONS.s4 });
    expect(new Set(clips.map(({ videoId }) => videoId)).size).toBe(240);
    for (const { name } of EVENT_CLASSES) {
      expect(clips.filter(({ plan }) => plan.sounds[0]?.className === name)).toHaveLength(10);
    }
  });
});

describe('the files of a data set to segment', () => {
  it.each([
    [
      's4',
      's4_data/raw_videos/train/snare_drum/s6v1uzs55o1.mp4',
      's4_data/raw_videos/test/electric_guitar/st4q9s0Bz9B.mp4',
    ],
    ['ms3', 'ms3_data/raw_videos/sEkcRDnR1SA.mp4', 'ms3_data/raw_videos/sa0JwZWqoJB.mp4'],
  ] as const)(
    'of %s are as they always were; an id is a hash of all that happens in its clip',
    (setting, first, last) => {
      const task = SYNTHETIC_AVS[setting];
      const { jobs } = task.plan({ clips: 240, seed: 1, options: task.defaults });
      expect([jobs[0]?.path, jobs[239]?.path]).toEqual([first, last]);
    },
  );
});

describe.each(['s4', 'ms3'] as const)('synthesize %s', (setting) => {
  it('writes what the reader of AVSBench expects, with the frames, masks and sound of the plans', async () => {
    const summary = await synthesize(SYNTHETIC_AVS[setting], { ...request(setting), workers: 1 });
    expect(summary).toMatchObject({ clips: 5, classes: 24, kept: 0, splits: { train: 3, val: 1, test: 1 } });
    const reader = await openMediaReader();
    const sounds = new AvsBenchSounds();
    const plans = planAvsClips({ clips: 5, seed: 3, options: optionsOf(setting) });
    const assets = await loadAssetsOf(plans.map(({ plan }) => plan));
    for (const split of SPLITS) {
      const { samples, missing } = readAvsBenchDataset(out, { setting, split });
      expect(missing).toEqual([]);
      const planned = plans.filter((clip) => clip.split === split);
      expect(samples.map(({ id }) => id)).toEqual(planned.map(({ videoId }) => videoId));
      for (const [i, sample] of samples.entries()) {
        const plan = planned[i]?.plan ?? expect.fail('every sample is planned');
        const rendered = renderClip(plan, assets);
        const masks = renderMasks(plan, assets);
        expect(sample.masks).toHaveLength(setting === 's4' && split === 'train' ? 1 : 5);
        for (const [t, path] of sample.frames.entries()) {
          const picture = await readImage(path);
          const first = frameOfSecond(t, 8) * SIDE * SIDE * 3;
          expect(picture).toMatchObject({ height: SIDE, width: SIDE, channels: 3 });
          expect(Buffer.compare(picture.data, rendered.frames.subarray(first, first + SIDE * SIDE * 3))).toBe(
            0,
          );
        }
        for (const [t, path] of sample.masks.entries()) {
          const { data } = await readMask(path);
          expect([...data]).toEqual(Array.from(masks[t] ?? [], (value) => (value > 0 ? 1 : 0)));
        }
        const heard = sounds.read(sample);
        heard.forEach((second, t) => {
          expect(second.subarray(0, 32_000)).toEqual(rendered.samples.subarray(t * 32_000, (t + 1) * 32_000));
        });
        const folder =
          setting === 's4' ? `s4_data/raw_videos/${split}/${sample.category}` : 'ms3_data/raw_videos';
        expect(reader.probe(join(out, folder, `${sample.id}.mp4`))).toMatchObject({
          duration: 5,
          video: { width: SIDE, height: SIDE, frameRate: 8 },
        });
      }
    }
    const masks = [...contents().keys()].filter((name) => name.includes('gt_masks'));
    expect(masks).toHaveLength(setting === 's4' ? 3 + 2 * 5 : 25);
    const before = contents();
    expect(await synthesize(SYNTHETIC_AVS[setting], request(setting))).toMatchObject({ kept: 5 });
    expect(contents()).toEqual(before);

    const waves = join(out, `${setting}_data`, 'wave');
    rmSync(waves, { recursive: true });
    writeFileSync(waves, 'in the way');
    await expect(synthesize(SYNTHETIC_AVS[setting], request(setting))).rejects.toMatchObject({
      code: 'SYNTHETIC_WRITE',
      message: expect.stringContaining('AVS.npy'),
    });
  });

  it('goes on after an interruption, to the same bytes as a run without one', async () => {
    const task = SYNTHETIC_AVS[setting];
    const stop = new AbortController();
    const interrupted = synthesize(task, {
      ...request(setting),
      workers: 1,
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'clips' && done === 2) stop.abort();
      },
    });
    await expect(interrupted).rejects.toThrow(/abort/i);
    const names = [...contents().keys()];
    expect(names.filter((name) => name.endsWith('.mp4'))).toHaveLength(2);
    expect(names.filter((name) => /csv$|npy$|json$/.test(name))).toEqual([]);
    // What a killed run leaves: a picture in work, and one without its video.
    const frame = names.find((name) => name.endsWith('_5.png')) ?? '';
    const [id = ''] = /s[\w-]{10}/.exec(frame.slice(frame.lastIndexOf('/'))) ?? [];
    writeFileSync(join(out, frame.replace(/[^/]*$/, `.${id}_5.leftover.png`)), 'cut off');
    const video = names.find((name) => name.endsWith(`${id}.mp4`)) ?? '';
    rmSync(join(out, video));
    writeFileSync(join(out, frame), 'cut off');

    expect(await synthesize(task, request(setting))).toMatchObject({ kept: 1 });
    const resumed = contents();
    rmSync(out, { recursive: true });
    await synthesize(task, { ...request(setting), workers: 1 });
    expect(resumed).toEqual(contents());
  });

  it('leaves another data set alone', async () => {
    const csv = join(out, `${setting}_meta_data.csv`);
    writeFileSync(csv, 'video_id,split\n');
    const occupied = expect.objectContaining({ code: 'SYNTHETIC_OCCUPIED' });
    await expect(synthesize(SYNTHETIC_AVS[setting], request(setting))).rejects.toThrow(occupied);
    expect(readdirSync(out)).toEqual([`${setting}_meta_data.csv`]);
  });

  it('refuses numbers that make no data set, and folders that cannot be', async () => {
    const task = SYNTHETIC_AVS[setting];
    await expect(synthesize(task, { ...request(setting), clips: 2 })).rejects.toThrow(
      /clips must be a whole/,
    );
    const composition = { sources: [1, 1], silent: [1, 1], soundingSeconds: [2, 3] } as const;
    const options = { ...optionsOf(setting), composition };
    await expect(synthesize(task, { ...request(setting), options })).rejects.toThrow(
      '1 source(s) of 2 to 3 s cannot fill all 5 s',
    );
    expect(existsSync(join(out, 'synthetic.json'))).toBe(false);
    writeFileSync(join(out, 'file'), '');
    await expect(
      synthesize(task, { ...request(setting), out: join(out, 'file', 'x') }),
    ).rejects.toMatchObject({ code: 'SYNTHETIC_WRITE' });
    writeFileSync(join(out, `${setting}_data`), '');
    await expect(synthesize(task, request(setting))).rejects.toMatchObject({ code: 'SYNTHETIC_WRITE' });
  });
});
