// `dgsct sweep` and `dgsct report` on a network in miniature.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { MINUTE, minuteData } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';

it('trains with each seed, tells mean and deviation, and a run of it has its page', async () => {
  const [data, out] = [minuteData(), join(temporaryFolder(), 'sweep')];
  const sweep = ['sweep', '--config', MINUTE, '--data', data, '--out', out, '--seeds', '2', '--quiet'];
  const { exitCode, stdout, stderr } = await callCli(sweep);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^seed 1: [\d.]+ %, best epoch 1\nseed 2: /);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as {
    mean: number;
    runs: { seed: number; best: { value: number } }[];
  };
  expect(summary.runs.map(({ seed }) => seed)).toEqual([1, 2]);
  const [a = 0, b = 0] = summary.runs.map(({ best }) => best.value);
  expect(summary.mean).toBeCloseTo((a + b) / 2);
  expect(stdout).toContain(`over 2 seeds: mean ${summary.mean.toFixed(2)} %, standard deviation`);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('over 2 seeds');

  const run = join(out, 'seed-2');
  const report = await callCli(['report', '--run', run, '--quiet']);
  expect(report).toMatchObject({ exitCode: 0, stderr: '' });
  expect(report.stdout).toMatch(/^accuracy on test: [\d.]+ % of 10 seconds\nReport: .*report\.html\n$/);
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('By class, best epoch');
}, 240_000);
