// What a person and a program get from `dgsct predict`, for good and for bad files.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWav } from '@dg-sct/media';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PredictOptions } from '../commands/options.ts';
import { loadConfig } from '../config/load.ts';
import { describeFailure } from '../errors.ts';
import { commandIo } from '../io.ts';
import { readPage } from '../report/testing/check-html.ts';
import type { Prediction } from '../report/types.ts';
import { temporaryFolder, writeTinyVideo } from '../testing/ave-folder.ts';
import { whereDecodersCrash } from '../testing/crash.ts';
import { predictCommand } from './command.ts';
import { TINY_CLASSES, TINY_INPUT, tinyNetwork } from './testing/tiny-network.ts';

const folder = temporaryFolder();
const runDir = join(folder, 'run');
beforeEach(() => rmSync(runDir, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);

/** Runs the command on an untrained network, with the command line's way of reporting failures. */
async function call(options: PredictOptions, signal = new AbortController().signal) {
  const written = { stdout: '', stderr: '' };
  const to = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const network = tinyNetwork();
  const run = {
    dir: runDir,
    config: {
      ...loadConfig('ave-tiny'),
      input: { ...TINY_INPUT, segments: 10, secondsPerSegment: 1 },
    } as const,
    classes: TINY_CLASSES,
    network,
    dispose: () => network.dispose(),
  };
  const io = commandIo({ stdout: to('stdout'), stderr: to('stderr') }, signal, options.quiet ?? false);
  try {
    const exitCode = await predictCommand(options, io, async () => run);
    return { exitCode, ...written };
  } catch (error) {
    return { ...describeFailure(error), ...written };
  }
}

describe('a good video', () => {
  it('gives a table, the events, and a page below the run', async () => {
    const video = path('clip.mp4');
    writeTinyVideo(video);
    const { exitCode, stdout, stderr } = await call({ video });
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^second {2}event +confidence {2}sound gate {2}sight gate$/);
    expect(lines.slice(1, 11).map((line) => line.trim().split(' ')[0])).toEqual(
      Array.from({ length: 10 }, (_, second) => `${second}-${second + 1}`),
    );
    expect(lines).toHaveLength(13);
    const report = join(runDir, 'predictions', 'clip.html');
    expect(stderr).toContain(`Report: ${report}\n`);
    expect(readPage(readFileSync(report, 'utf8')).text).toContain(`10 s of video, answered by ${runDir}`);
    expect(readdirSync(join(runDir, 'predictions'))).toEqual(['clip.html']);
  });

  it('gives JSON alone with --json, and no page', async () => {
    const video = path('clip.mp4');
    writeTinyVideo(video, { seconds: 12.5, frames: 25 });
    const { exitCode, stdout } = await call({ video, json: true });
    const prediction = JSON.parse(stdout) as Prediction;
    expect(exitCode).toBe(0);
    expect(Object.keys(prediction)).toEqual(['video', 'duration', 'segments']);
    expect(prediction.video).toBe(video);
    expect(prediction.duration).toBeCloseTo(12.5, 1);
    expect(prediction.segments).toHaveLength(13);
    for (const segment of prediction.segments) {
      expect(Object.keys(segment)).toEqual([
        'start',
        'end',
        'event',
        'confidence',
        'audioGate',
        'visualGate',
      ]);
    }
    expect(existsSync(runDir)).toBe(false);
  });

  it('has its page where --report says, in new folders too', async () => {
    const video = path('clip.mp4');
    writeTinyVideo(video, { seconds: 1 });
    const report = path('some/where/page.html');
    expect((await call({ video, json: true, report, quiet: true })).stderr).toBe('');
    expect(readPage(readFileSync(report, 'utf8')).elements.length).toBeGreaterThan(20);
    expect(existsSync(runDir)).toBe(false);
  });

  it.each([
    ['one frame', { frames: 1, seconds: 0.04 }, [0.04]],
    ['0.3 s', { frames: 3, seconds: 0.3 }, [0.3]],
    ['3.4 s', { frames: 17, seconds: 3.4 }, [1, 2, 3, 3.4]],
  ])('of %s ends where it ends', async (_, clip, ends) => {
    const video = path('short.mp4');
    writeTinyVideo(video, clip);
    const { exitCode, stdout } = await call({ video, json: true });
    expect(exitCode).toBe(0);
    const { segments } = JSON.parse(stdout) as Prediction;
    expect(segments).toHaveLength(ends.length);
    for (const [index, { start, end }] of segments.entries()) {
      expect(start).toBe(index);
      expect(end).toBeCloseTo(ends[index] ?? 0, 1);
    }
  });

  it.each(['-dash.mp4', 'a b  c.mp4', `<img src=x onerror="alert('1')">&.mp4`, 'ä 猫.mp4'])(
    'may be called %s',
    async (name) => {
      writeTinyVideo(path(name), { seconds: 1 });
      const { exitCode, stdout } = await call({ video: path(name), json: true });
      expect(exitCode).toBe(0);
      expect((JSON.parse(stdout) as Prediction).segments).toHaveLength(1);
      expect((await call({ video: path(name) })).exitCode).toBe(0);
      const [page] = readdirSync(join(runDir, 'predictions'));
      expect(readPage(readFileSync(join(runDir, 'predictions', page ?? ''), 'utf8')).text).toContain(name);
    },
  );

  it('of large pictures is answered too', async () => {
    const video = path('large.mp4');
    writeTinyVideo(video, { seconds: 0.5, frames: 2, width: 4000, height: 3000 });
    expect((await call({ video, json: true })).exitCode).toBe(0);
  });
});

/** A black picture file. */
const picture = (width: number, height: number): Buffer =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(3 * width * height)]);

describe('a bad video gives one sentence, exit code 1, and leaves nothing', () => {
  it.each<[string, (file: string) => void, RegExp]>([
    ['missing.mp4', () => undefined, /^There is no file /],
    ['empty.mp4', (file) => writeFileSync(file, ''), /is empty \(0 bytes\)/],
    [
      'text.mp4',
      (file) => writeFileSync(file, 'not a video\n'.repeat(50)),
      /cannot be read as video or sound/,
    ],
    ['folder.mp4', (file) => mkdirSync(file), /is a folder/],
    ['silent.mp4', (file) => writeTinyVideo(file, { sound: false }), /holds no sound/],
    ['picture.ppm', (file) => writeFileSync(file, picture(4000, 3000)), /holds no sound/],
    ['pictures/%03d.ppm', () => undefined, /^There is no file /],
    ['sound.wav', (file) => writeWav(file, new Float32Array(32000), 16000), /holds no video/],
  ])('%s', async (name, make, sentence) => {
    const video = path(name);
    make(video);
    const result = await call({ video });
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    if (!('sentence' in result)) throw new Error('it failed, so it says why');
    expect(result.sentence).toMatch(sentence);
    expect(result.sentence).not.toMatch(/unexpected|\n/);
    expect(existsSync(runDir)).toBe(false);
  });
});

describe('a video that crashes its decoder', () => {
  it('gives one sentence, exit code 1, and leaves nothing', async () => {
    const video = path('crash.mp4');
    writeTinyVideo(video);
    const result = await whereDecodersCrash('crash.mp4', () => call({ video }));
    expect(result).toMatchObject({
      exitCode: 1,
      stdout: '',
      sentence: expect.stringMatching(
        /^The decoder's process died of SIG[A-Z]+ while it read ".*crash.mp4"; /,
      ),
    });
    expect(existsSync(runDir)).toBe(false);
  });
});

describe('a page that cannot be written', () => {
  it.each([
    ['below a file', 'file/page.html', /^The folder ".*" for the report cannot be made/],
    ['in the place of a folder', 'folder', /folder/],
  ])('%s: one sentence, exit code 1, and the answer was printed before', async (_, report, sentence) => {
    const video = path('clip.mp4');
    writeTinyVideo(video, { seconds: 1 });
    writeFileSync(path('file'), 'x');
    mkdirSync(path('folder'), { recursive: true });
    const result = await call({ video, report: path(report) });
    expect(result.exitCode).toBe(1);
    expect('sentence' in result && result.sentence).toMatch(sentence);
    expect(result.stdout).toContain('0-1');
    expect(readdirSync(path('folder'))).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

it('stops when interrupted, with nothing printed or written', async () => {
  const video = path('clip.mp4');
  writeTinyVideo(video);
  const result = await call({ video }, AbortSignal.abort(new Error('interrupted')));
  expect(result).toMatchObject({ stdout: '', sentence: expect.stringContaining('interrupted') });
  expect(existsSync(runDir)).toBe(false);
});
