// `dgsct predict` as a person types it: which run it takes, and how files may be named. Videos good and bad are tried in ../predict.
import { cpSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPage } from '../report/testing/check-html.ts';
import type { Prediction } from '../report/types.ts';
import { temporaryFolder, writeTinyVideo } from '../testing/ave-folder.ts';
import { minuteData, trainArguments } from '../testing/minute.ts';
import { callCli, spawnCli } from '../testing/run-cli.ts';

let cwd = '';
let run = '';
beforeAll(async () => {
  cwd = temporaryFolder();
  run = join(cwd, 'runs', 'old');
  expect((await callCli(trainArguments(minuteData(), run))).exitCode).toBe(0);
  writeTinyVideo(join(cwd, 'a clip.mp4'), { seconds: 2, frames: 4 });
  writeTinyVideo(join(cwd, '-x.mp4'), { seconds: 1 });
});

it('has no files beside its report where the task writes none', async () => {
  const { exitCode, stderr } = await callCli([
    'predict',
    join(cwd, 'a clip.mp4'),
    '--run',
    run,
    '--out',
    'x',
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toBe('dgsct: --out is for tasks that write files beside a report, and ave does not\n');
});

describe('a video', () => {
  it('is answered in a table by the newest run below runs/, with a page below that run', async () => {
    const newest = join('runs', 'demo', 'new');
    cpSync(run, join(cwd, newest), { recursive: true });
    utimesSync(join(run, 'run.json'), 1, 1);
    const { exitCode, stdout, stderr } = await spawnCli(['predict', 'a clip.mp4'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^second {2}event +confidence {2}sound gate {2}sight gate\n +0-1 .*\n +1-2 /);
    const report = join(newest, 'predictions', 'a clip.html');
    expect(stderr).toMatch(new RegExp(`\\nReport: ${report}\\n$`));
    expect(readPage(readFileSync(join(cwd, report), 'utf8')).text).toContain('a clip.mp4');
    rmSync(join(cwd, 'runs', 'demo'), { recursive: true });
  });

  it.each([
    ['-- -x.mp4', ['--json', '--', '-x.mp4'], '-x.mp4'],
    ['./-x.mp4', ['./-x.mp4', '--json'], './-x.mp4'],
  ])(
    'with a leading dash may be given as %s, and JSON is alone on standard output',
    async (_, argv, video) => {
      const { exitCode, stdout } = await spawnCli(['predict', ...argv], { cwd });
      expect(exitCode).toBe(0);
      const prediction = JSON.parse(stdout) as Prediction;
      expect(prediction).toEqual({
        video,
        duration: expect.closeTo(1, 1) as number,
        segments: [
          {
            start: 0,
            end: 1,
            event: expect.stringMatching(/^(Bell|background)$/) as string,
            confidence: expect.any(Number) as number,
            audioGate: expect.any(Number) as number,
            visualGate: expect.any(Number) as number,
          },
        ],
      });
      expect(existsSync(join(run, 'predictions'))).toBe(false);
    },
  );

  it('has the same answers each time, and a confidence that is a probability', async () => {
    const answer = async () =>
      (await callCli(['predict', join(cwd, 'a clip.mp4'), '--run', run, '--json', '--quiet'])).stdout;
    const first = await answer();
    expect(await answer()).toBe(first);
    for (const { confidence } of (JSON.parse(first) as Prediction).segments) {
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });
});

describe('one sentence and exit code 1 for', () => {
  it.each<[string, () => string[], RegExp]>([
    ['a video that is not there', () => ['gone.mp4', '--run', run], /^dgsct: There is no file "gone\.mp4"/],
    ['a run that is not there', () => ['a clip.mp4', '--run', 'gone'], /^dgsct: "gone" holds no run/],
    ['no run at all', () => ['a clip.mp4'], /^dgsct: there is no run below runs\//],
    [
      'a damaged run',
      () => {
        const copy = join(temporaryFolder(), 'copy');
        cpSync(run, copy, { recursive: true });
        writeFileSync(join(copy, 'best', 'model.safetensors'), 'x');
        return ['a clip.mp4', '--run', copy];
      },
      /best\/model\.safetensors' is damaged/,
    ],
  ])('%s', async (_name, argv, sentence) => {
    const elsewhere = temporaryFolder();
    cpSync(join(cwd, 'a clip.mp4'), join(elsewhere, 'a clip.mp4'));
    const { exitCode, stdout, stderr } = await spawnCli(['predict', ...argv()], { cwd: elsewhere });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });
});
