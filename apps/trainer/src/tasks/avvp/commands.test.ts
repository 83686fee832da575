// Video parsing by the command, as a person uses it: prepare, train, go on, measure, answer; and what is said of bad input.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPage } from '../../report/testing/check-html.ts';
import { temporaryFolder, writeTinyVideo } from '../../testing/ave-folder.ts';
import {
  AVVP_MINUTE,
  llpPaths,
  minuteLlp,
  writeLlpExtracted,
  writeLlpFiles,
  writeLlpVideo,
} from '../../testing/llp-folder.ts';
import { type CliRun, callCli } from '../../testing/run-cli.ts';
import type { ParsedVideo } from './parse-video.ts';

const newFolder = (): string => join(temporaryFolder(), 'run');
const on = (command: readonly string[], data: string, ...sets: readonly string[]) =>
  callCli([
    ...command,
    ...['--config', AVVP_MINUTE, '--data', data, '--quiet'],
    ...sets.flatMap((set) => ['--set', set]),
  ]);
const train = (data: string, out: string, ...more: string[]) => on(['train', '--out', out, ...more], data);

/** At the rate of published waves, with as many spectrogram frames. */
const WAVES = ['input.sampleRate=32000', 'input.hop=1600', 'input.fftSize=2048'];
const MOTION = [...WAVES, 'model.motionDim=4'];

function expectFailure({ exitCode, stdout, stderr }: CliRun, code: number, sentence: RegExp): void {
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
  expect(stderr).toMatch(sentence);
}

let data = '';
let run = '';
beforeAll(async () => {
  data = minuteLlp();
  run = newFolder();
  const trained = await train(data, run, '--epochs', '3');
  expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
  expect(trained.stdout).toMatch(
    /run: finished after 6 steps; best epoch \d, segmentType [\d.]+ % on val\.\n$/,
  );
}, 120_000);

describe('a run', () => {
  it('is planned on the training split, which tells no times', async () => {
    const plan = await train(data, newFolder(), '--dry-run');
    expect(plan).toMatchObject({ exitCode: 0, stderr: '' });
    expect(plan.stdout).toMatch(/\nmemory: about .*\ntime: /);
  }, 120_000);

  it('learns a few clips by heart, of the split that tells times', async () => {
    const few = await train(data, newFolder(), '--overfit', '1', '--epochs', '1');
    expect(few).toMatchObject({ exitCode: 0, stderr: '' });
    expect(few.stdout).toMatch(
      /run: finished after 1 steps; best epoch 1, segmentType [\d.]+ % on the clips it was trained on\.\n$/,
    );
  }, 120_000);

  it('is measured by the ten published scores', async () => {
    const { exitCode, stdout } = await callCli(['eval', '--run', run, '--quiet']);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    const type = /^segment Type +([\d.]+) % {2}of 1 clips$/m.exec(stdout)?.[1];
    expect(lines[10]).toMatch(/^segment Type on test: [\d.]+ % of 1 clips$/);
    expect(Number(type)).toBeCloseTo(Number(lines[10]?.split(' ')[4]), 1);
  });

  it('is not measured on the training split, which tells no times', async () => {
    const measured = await callCli(['eval', '--run', run, '--split', 'train', '--quiet']);
    expectFailure(measured, 1, /^dgsct: the training split names the events .* take --split val or test\n$/);
  });
});

describe('a video', () => {
  const video = () => {
    const path = join(temporaryFolder(), 'long <b>.mp4');
    writeTinyVideo(path, { seconds: 13.5, frames: 54 });
    return path;
  };

  it('is answered in a table, with a page', async () => {
    const page = join(temporaryFolder(), 'pages', 'long.html');
    const { exitCode, stdout } = await callCli(['predict', video(), '--run', run, '--report', page, '-q']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^start +end {2}event +is +confidence\n/);
    expect(stdout).toMatch(/\n\nheard: .*; seen: .*\n$/);
    const { elements, text } = readPage(readFileSync(page, 'utf8'));
    for (const word of ['long <b>.mp4', 'Heard', 'Seen', '0 to 10 s', '10 to 13.5 s'])
      expect(text).toContain(word);
    const pictures = elements.filter(({ name }) => name === 'img');
    expect(pictures).toHaveLength(14 * 2 + 2);
  });

  it('is answered in JSON', async () => {
    const path = video();
    const { stdout } = await callCli(['predict', path, '--run', run, '--json', '-q']);
    const parsed = JSON.parse(stdout) as ParsedVideo;
    expect(parsed).toMatchObject({ video: path, duration: expect.closeTo(13.5, 1) as number });
    expect(Object.keys(parsed)).toEqual(['video', 'duration', 'events']);
    expect(parsed.events.length).toBeGreaterThan(0);
    for (const { event, modality, start, end, confidence, ...rest } of parsed.events) {
      expect(rest).toEqual({});
      expect(['Bell', 'Horn']).toContain(event);
      expect(['audio', 'visual']).toContain(modality);
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThan(13.6);
      expect(confidence).toBeGreaterThanOrEqual(0.25);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    expect(existsSync(join(run, 'predictions'))).toBe(false);
  });
});

describe('what is published of LLP', () => {
  it('is trained on with motion; clips that are missing or damaged are named and left out', async () => {
    const dir = temporaryFolder();
    const damaged = ['none', 'no-motion', 'no-wave', 'no-frame', 'picture', 'short', 'narrow'];
    writeLlpFiles(dir, { train: ['a', 'b', ...damaged] });
    for (const name of ['a', 'b', 'd', 'e', ...damaged.slice(1)]) await writeLlpExtracted(dir, name);
    const paths = (name: string) => llpPaths(dir, name);
    rmSync(paths('no-motion').motion);
    rmSync(paths('no-wave').wave);
    rmSync(paths('no-frame').frame(10));
    writeFileSync(paths('picture').frame(3), 'no picture');
    writeFileSync(paths('short').wave, readFileSync(paths('a').motion));
    await writeLlpExtracted(dir, 'narrow', 3);

    const prepared = await on(['data', 'prepare'], dir, ...MOTION);
    expect(prepared.stdout).toBe(
      '4 clips ready: 4 prepared, 0 were there, 7 skipped because they are missing or damaged.\n',
    );
    for (const sentence of [
      /^skipped: there are no motion features of "none-------": .*none-------\.npy is missing\.$/m,
      /^skipped: there are no motion features of "no-motion--": .*no-motion--\.npy is missing\.$/m,
      /^skipped: there is not all of "no-wave----" in .*: its sound is missing beside its motion features\.$/m,
      /^skipped: there is not all of "no-frame---" in .*: one of its ten frames is missing beside/m,
      /^skipped: ".*00000003\.jpg" cannot be read as a picture/m,
      /^skipped: .*short------\.npy has 40 samples; expected 320000/m,
      /^skipped: .*narrow-----\.npy has 3 motion features a second; expected 4, as model\.motionDim says\.$/m,
    ]) {
      expect(prepared.stderr).toMatch(sentence);
    }

    const out = newFolder();
    expect((await on(['train', '--out', out], dir, ...MOTION)).exitCode).toBe(0);
    expect((await callCli(['eval', '--run', out, '--quiet'])).stdout).toMatch(/on test: .* of 1 clips\n$/);
    const { video } = llpPaths(data, 'a');
    expectFailure(
      await callCli(['predict', video, '--run', out, '--quiet']),
      1,
      /^dgsct: the run ".*" reads 4 motion features a second, which cannot be made from a video here; [^\n]+\n$/,
    );
  }, 120_000);

  it('comes before videos where no motion is read, and neither is taken for the other', async () => {
    const dir = temporaryFolder();
    writeLlpFiles(dir, { train: ['a', 'none'] });
    for (const name of ['a', 'd', 'e']) writeLlpVideo(dir, name);
    for (const name of ['a', 'd', 'e']) await writeLlpExtracted(dir, name);
    const said = async (): Promise<string> => (await on(['data', 'prepare'], dir, ...WAVES)).stdout;
    expect(await said()).toMatch(/^3 clips ready: 3 prepared, 0 were there, 1 skipped/);
    rmSync(llpPaths(dir, 'a').wave);
    expect(await said()).toMatch(/^3 clips ready: 1 prepared, 2 were there, 1 skipped/);
    rmSync(join(dir, 'LLP_dataset'), { recursive: true });
    expect(await said()).toMatch(/^3 clips ready: 0 prepared, 3 were there, 1 skipped/);
  });

  it('is asked for in one sentence where a config reads motion and there are videos alone', async () => {
    expectFailure(
      await on(['data', 'prepare'], data, 'model.motionDim=512'),
      2,
      /^dgsct: model\.motionDim is 512, but .*r2plus1d_18 holds motion features of no clip of the train split, and they cannot be made from videos here; [^\n]+\n$/,
    );
  });
});

it('a row that cannot be read is named with its line', async () => {
  const dir = temporaryFolder();
  writeLlpFiles(dir, { train: ['a'] });
  writeFileSync(join(dir, 'AVVP_train.csv'), 'filename\tevent_labels\na----------_0_10\tGong\n');
  expectFailure(
    await on(['data', 'prepare'], dir),
    1,
    /^dgsct: .*AVVP_train\.csv, line 2: "Gong" is not one of the 2 classes; [^\n]+\n$/,
  );
});
