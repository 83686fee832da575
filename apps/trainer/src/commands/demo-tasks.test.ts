// `dgsct demo-tasks` on ten clips and the least network: what it leaves, and that its figures are those of its runs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../interrupt.ts';
import type { TasksSummary } from '../report/tasks-report.ts';
import { readPage } from '../report/testing/check-html.ts';
import type { RunCard } from '../run.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { MINUTE_AVQA } from '../testing/avqa-folder.ts';
import { minuteSettings } from '../testing/minute.ts';
import { type CliRun, callCli } from '../testing/run-cli.ts';

const demo = (out: string, signal?: AbortSignal) =>
  callCli(
    [
      'demo-tasks',
      ...['--out', out, '--only', 'ave', '--clips', '9', '--test-clips', '3'],
      ...['--seed', '3', '--epochs', '1', '-q'],
      ...minuteSettings(),
    ],
    signal,
  );

describe('a demo of tasks', () => {
  let out = '';
  let result: CliRun;
  let summary: TasksSummary;
  beforeAll(async () => {
    out = join(temporaryFolder(), 'tasks');
    result = await demo(out);
    summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as TasksSummary;
  }, 120_000);

  it('leaves data and runs of each task, a summary and a page', () => {
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/\nReport: .*report\.html\n$/);
    expect(readdirSync(out).sort()).toEqual(['ave', 'report.html', 'summary.json']);
    expect(readdirSync(join(out, 'ave')).sort()).toEqual(['data', 'dgsct', 'frozen']);
  });

  it.each(['dgsct', 'frozen'] as const)('gives the score of the run %s', async (name) => {
    const { stdout } = await callCli(['eval', '--run', join(out, 'ave', name)]);
    const accuracy = /accuracy on test: ([\d.]+) %/.exec(stdout)?.[1];
    expect(summary.tasks[0]?.scores[name]).toBe(Number(accuracy));
  });

  it('shows test clips with their answers', () => {
    const { text } = readPage(readFileSync(join(out, 'report.html'), 'utf8'));
    expect(text).toContain('Event localization (AVE)');
    expect(text).toMatch(/Answer: .+\s*Label: .+/);
    expect(summary).toMatchObject({ seeds: [3], tasks: [{ name: 'ave', clips: 10, tested: 3 }] });
  });
});

it('trains a head first where the network needs one, for both to begin with', async () => {
  const out = join(temporaryFolder(), 'tasks');
  const { exitCode, stderr } = await callCli([
    'demo-tasks',
    ...['--out', out, '--only', 'avqa', '--clips', '9', '--test-clips', '3', '--epochs', '1', '-q'],
    ...minuteSettings(MINUTE_AVQA),
    // The rate of the waves that are rendered.
    ...['--set', 'input.sampleRate=32000', '--set', 'input.hop=1600'],
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const folder = join(out, 'avqa');
  expect(readdirSync(folder).sort()).toEqual(['data', 'dgsct', 'frozen', 'head']);
  const begun = ['head', 'dgsct', 'frozen'].map((name) => {
    const { config } = JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')) as RunCard;
    const { initialCheckpoint, keepFeatures } = config.training;
    return { initialCheckpoint, keepFeatures };
  });
  const initialCheckpoint = join(folder, 'head');
  expect(begun).toEqual([
    { initialCheckpoint: undefined, keepFeatures: true },
    { initialCheckpoint, keepFeatures: false },
    { initialCheckpoint, keepFeatures: true },
  ]);
}, 120_000);

it('stops at Ctrl-C with 130, without a summary or a page', async () => {
  const out = join(temporaryFolder(), 'tasks');
  const { exitCode, stderr } = await demo(out, AbortSignal.abort(new Interrupted('SIGINT')));
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: 'dgsct: interrupted\n' });
  expect(readdirSync(out)).toEqual([]);
});

it('refuses a task that there is none of', async () => {
  const { exitCode, stderr } = await callCli(['demo-tasks', '--only', 'avd']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^dgsct: .*avd.*ave, avvp.*\n$/);
});
