// `dgsct predict` for segmentation: what is printed, which files there are and what is in them, and that nothing is left
// of what fails.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMediaReader, readMask, writeVideo } from '@dg-sct/media';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../../interrupt.ts';
import { readPage } from '../../report/testing/check-html.ts';
import { temporaryFolder, writeTinyVideo } from '../../testing/ave-folder.ts';
import { avsConfig, avsData } from '../../testing/avs-folder.ts';
import { callCli } from '../../testing/run-cli.ts';
import type { VideoMasks } from './types.ts';

let run = '';
let video = '';
beforeAll(async () => {
  const data = await avsData('avs-ms3');
  run = join(temporaryFolder(), 'run');
  const argv = ['train', '--config', avsConfig('avs-ms3'), '--data', data, '--out', run, '--quiet'];
  expect(await callCli(argv)).toMatchObject({ exitCode: 0, stderr: '' });
  video = join(temporaryFolder(), 'a clip.mp4');
  writeTinyVideo(video, { seconds: 6.5, frames: 26, width: 40, height: 30 });
}, 120_000);

const predict = (...argv: string[]) => callCli(['predict', ...argv, '--run', run]);

describe('a video', () => {
  it('is answered in a table, with masks, an overlay and a page below the run', async () => {
    const { exitCode, stdout, stderr } = await predict(video);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ *second +area +box +confidence$/);
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toMatch(/^ *6-6\.5 +[\d.]+ % +(none|\d+x\d+ at \d+,\d+) +[01]\.\d\d$/);
    const folder = join(run, 'predictions', 'a clip');
    expect(stderr).toContain(`Masks and overlay: ${folder}\n`);
    expect(stderr).toContain(`Report: ${folder}.html\n`);
    const masks = Array.from({ length: 7 }, (_, second) => `mask-0000${second}.png`);
    expect(readdirSync(folder).sort()).toEqual([...masks, 'overlay.mp4']);
    expect(readdirSync(join(run, 'predictions')).sort()).toEqual(['a clip', 'a clip.html']);

    const reader = await openMediaReader();
    const overlay = join(folder, 'overlay.mp4');
    expect(reader.readFrames(overlay)).toMatchObject({ count: 7, width: 40, height: 30 });
    expect(reader.readAudio(overlay, { sampleRate: 8000 }).length / 8000).toBeCloseTo(6.5, 1);
    const page = readPage(readFileSync(`${folder}.html`, 'utf8'));
    expect(page.text).toContain('6.5 s of video, answered by');
    expect(page.elements.filter(({ name }) => name === 'img')).toHaveLength(7 + 7 + 2);

    // Once more: the same folder, whole.
    expect((await predict(video, '--quiet')).stdout).toBe(stdout);
    expect(readdirSync(folder)).toHaveLength(8);
  }, 60_000);

  it('gives JSON for a program, whose boxes and areas are those of its masks', async () => {
    const out = join(temporaryFolder(), 'new', 'folder');
    const { exitCode, stdout } = await predict(video, '--json', '--out', out, '--quiet');
    expect(exitCode).toBe(0);
    const answer = JSON.parse(stdout) as VideoMasks;
    expect(Object.keys(answer)).toEqual(['video', 'duration', 'masks', 'overlay']);
    expect(answer).toMatchObject({
      video,
      duration: expect.closeTo(6.5, 1),
      overlay: join(out, 'overlay.mp4'),
    });
    expect(answer.masks).toHaveLength(7);
    for (const [second, { start, area, box, confidence, file }] of answer.masks.entries()) {
      expect(start).toBe(second);
      const { data, width, height } = await readMask(file);
      expect({ width, height }).toEqual({ width: 40, height: 30 });
      const inside = [...data.keys()].filter((i) => data[i] === 1);
      expect(area).toBeCloseTo(inside.length / data.length, 9);
      expect(confidence === 0).toBe(inside.length === 0);
      const columns = inside.map((i) => i % width);
      const rows = inside.map((i) => Math.floor(i / width));
      const [left, top] = [Math.min(...columns), Math.min(...rows)];
      const size = { width: Math.max(...columns) - left + 1, height: Math.max(...rows) - top + 1 };
      expect(box).toEqual(inside.length === 0 ? null : { x: left, y: top, ...size });
    }
  }, 60_000);

  it('is answered as far as there are pictures', async () => {
    const path = join(temporaryFolder(), 'long sound.mp4');
    const samples = new Float32Array(7 * 8000).map((_, i) => 0.3 * Math.sin(i));
    const frames = new Uint8Array(4 * 16 * 16 * 3).fill(90);
    writeVideo(path, { width: 16, height: 16, frameRate: 2, frames, samples, sampleRate: 8000 });
    const out = join(temporaryFolder(), 'out');
    const { stdout, stderr } = await predict(path, '--json', '--out', out);
    expect((JSON.parse(stdout) as VideoMasks).masks.map(({ end }) => end)).toEqual([1, 2]);
    expect(stderr).toMatch(
      /The pictures end before the sound, so only the first 2 of 7[\d.]* s are answered/,
    );
  }, 60_000);
});

describe('nothing is left', () => {
  it.each([
    ['a video without sound', { sound: false }, /holds no sound/],
    ['no video', undefined, /cannot be read/],
  ])(
    'of %s',
    async (_, clip, sentence) => {
      const folder = temporaryFolder();
      const path = join(folder, 'x.mp4');
      if (clip === undefined) writeFileSync(path, 'text');
      else writeTinyVideo(path, { seconds: 2, ...clip });
      const { exitCode, stdout, stderr } = await predict(path, '--out', join(folder, 'out'), '--quiet');
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(sentence);
      expect(readdirSync(folder)).toEqual(['x.mp4']);
    },
    60_000,
  );

  it('after Ctrl-C', async () => {
    const folder = temporaryFolder();
    const argv = ['predict', video, '--run', run, '--out', join(folder, 'out'), '--quiet'];
    const { exitCode, stdout } = await callCli(argv, AbortSignal.abort(new Interrupted('SIGINT')));
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(readdirSync(folder)).toEqual([]);
  }, 60_000);

  it('of a folder that is in use, which stays as it is', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'mine.txt'), 'mine');
    const { exitCode, stderr } = await predict(video, '--out', out, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^dgsct: the folder ".*" holds files already; name another with --out\n$/);
    const file = join(out, 'mine.txt');
    expect((await predict(video, '--out', file)).stderr).toContain('cannot be written to (ENOTDIR');
    expect(readdirSync(out)).toEqual(['mine.txt']);
  }, 60_000);
});

it('dgsct export writes the network as a function of pictures and sound', async () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'masks.onnx');
  const { exitCode, stdout } = await callCli(['export', out, '--run', run, '--quiet']);
  expect({ exitCode, lines: stdout.split('\n').slice(0, 3) }).toEqual({
    exitCode: 0,
    lines: [
      'input   frames float32 [5, 16, 16, 3]',
      'input   samples float32 [5, 32000]',
      'output  mask_probability float32 [5, 16, 16]',
    ],
  });
  const session = await InferenceSession.create(out);
  const { mask_probability } = await session.run({
    frames: new Tensor('float32', new Float32Array(5 * 16 * 16 * 3).fill(90), [5, 16, 16, 3]),
    samples: new Tensor('float32', new Float32Array(5 * 32_000), [5, 32_000]),
  });
  const values = Array.from(mask_probability?.data as Float32Array);
  expect(values.every((value) => value > 0 && value < 1)).toBe(true);
  await session.release();
  expect(existsSync(join(folder, 'masks.json'))).toBe(true);
}, 60_000);
