// `dgsct demo` on nine clips and the least network: what it leaves, and that its figures are those of its runs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAveDataset } from '@dg-sct/datasets';
import { beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../interrupt.ts';
import { readPage } from '../report/testing/check-html.ts';
import type { DemoSummary } from '../report/types.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { minuteSettings } from '../testing/minute.ts';
import { type CliRun, callCli } from '../testing/run-cli.ts';

/** 6 train, 1 val, 2 test. */
const CLIPS = ['--clips', '9', '--test-clips', '2'];
const demo = (out: string, signal?: AbortSignal) =>
  callCli(
    ['demo', '--out', out, ...CLIPS, '--seed', '3', '--epochs', '1', ...minuteSettings(), '-q'],
    signal,
  );

describe('a demo', () => {
  let out = '';
  let result: CliRun;
  let summary: DemoSummary;
  beforeAll(async () => {
    out = join(temporaryFolder(), 'demo');
    result = await demo(out);
    summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as DemoSummary;
  }, 120_000);

  it('leaves its data, two runs, a summary and a page', () => {
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/\nReport: .*report\.html\n$/);
    expect(readdirSync(out).sort()).toEqual(['data', 'dgsct', 'frozen', 'report.html', 'summary.json']);
  });

  it('sums up what was done', () => {
    const { classes } = readAveDataset(join(out, 'data'), { split: 'test' });
    expect(summary).toMatchObject({ clips: 9, classes: classes.length, seeds: [3] });
    expect(Object.keys(summary.seconds)).toEqual([
      'render',
      'prepare',
      'train DG-SCT',
      'test',
      'train frozen encoders',
      'predict',
    ]);
    for (const seconds of Object.values(summary.seconds)) expect(seconds).toBeGreaterThan(0);
    expect(summary.headParameters).toBeGreaterThan(0);
    expect(summary.trainableParameters).toBeGreaterThan(summary.headParameters);
  });

  it.each(['dgsct', 'frozen'] as const)('gives the accuracy of the run %s', async (name) => {
    const { stdout } = await callCli(['eval', '--run', join(out, name)]);
    const accuracy = /accuracy on test: ([\d.]+) %/.exec(stdout)?.[1];
    expect(summary.accuracy[name]).toBe(Number(accuracy));
    const run = JSON.parse(readFileSync(join(out, name, 'run.json'), 'utf8')) as object;
    expect(run).toMatchObject({ config: { model: { crossModal: name === 'dgsct' } } });
  });

  it("gives the accuracy of the training seconds' most frequent label", () => {
    const labelsOf = (split: 'train' | 'test') =>
      readAveDataset(join(out, 'data'), { split }).samples.flatMap(({ labels }) => labels);
    const [train, test] = [labelsOf('train'), labelsOf('test')];
    const share = (labels: readonly number[], label: number) =>
      labels.filter((other) => other === label).length / labels.length;
    const [majority = -1] = [...new Set(train)].sort((a, b) => share(train, b) - share(train, a));
    expect(summary.accuracy.majority).toBeCloseTo(100 * share(test, majority), 1);
  });

  it('has a page that is whole, with both curves and the answered video', () => {
    const { text, elements } = readPage(readFileSync(join(out, 'report.html'), 'utf8'));
    expect(elements.length).toBeGreaterThan(50);
    expect(text).toContain('DG-SCT');
    expect(text).toContain('rozen encoders');
    expect(text).toContain('.mp4');
  });
});

it('stops at Ctrl-C with 130, without a summary or a page', async () => {
  const out = join(temporaryFolder(), 'demo');
  const { exitCode, stderr } = await demo(out, AbortSignal.abort(new Interrupted('SIGINT')));
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: 'dgsct: interrupted\n' });
  expect(readdirSync(out).filter((name) => name !== 'data')).toEqual([]);
});

it('says in one sentence that its folder cannot be made', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, 'in the way');
  const { exitCode, stdout, stderr } = await demo(join(file, 'demo'));
  expect(stderr).toMatch(/^dgsct: the folder ".*" cannot be made \([^\n]+\); name another with --out\n$/);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(existsSync(join(file, 'demo'))).toBe(false);
});
