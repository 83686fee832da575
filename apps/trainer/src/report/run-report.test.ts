// The page of a run and of a sweep: complete, self-contained, and never one best number as the result.
import type { EpochRecord } from '@dg-sct/training';
import { expect, it } from 'vitest';
import { type RunView, runReport } from './run-report.ts';
import { spreadOf } from './spread.ts';
import { readPage } from './testing/check-html.ts';

const history = [1, 2, 3].map(
  (n): EpochRecord => ({
    epoch: n - 1,
    step: 10 * n,
    learningRate: 0.1,
    losses: { event: 3 / n, gate: 1 },
    evaluation: { losses: { event: 4 / n }, metrics: { accuracy: 10 * n, recall: null } },
  }),
);
const single: RunView = {
  title: 'runs/<a>',
  monitor: 'accuracy',
  split: 'val',
  runs: [{ seed: 7, history, best: { epoch: 2, value: 30 } }],
  config: { training: { epochs: 3 } },
  environment: [['Node', 'v20']],
};

it('a run has its curves, config and environment, and says that it is one draw', async () => {
  const page = readPage(await runReport(single));
  expect(page.text).toContain('One training: another seed gives another number.');
  for (const part of ['runs/<a>', 'epochs: 3', 'Loss', 'accuracy by epoch', 'v20', '30.00']) {
    expect(page.text).toContain(part);
  }
  expect(page.elements.filter(({ name }) => name === 'svg').length).toBeGreaterThanOrEqual(2);
  expect(page.elements.map(({ name }) => name)).not.toContain('script');
});

it('shows what was measured by class, without classes that do not occur', async () => {
  const measurement = {
    score: { name: 'accuracy', value: 50 },
    rows: [
      { name: 'Bell', percent: 50, count: 4, unit: 's' },
      { name: 'Bark', percent: Number.NaN, count: 0, unit: 's' },
    ],
    confusions: [{ names: ['Bell', 'Bark'], unit: 'seconds', counts: [2, 2, 0, 0] }],
    summary: (split: string) => `accuracy on ${split}: half`,
  };
  const cases = { right: [], wrong: [], looked: 4 };
  const page = readPage(await runReport({ ...single, measured: { split: 'test', measurement, cases } }));
  expect(page.text).toContain('accuracy on test: half');
  expect(page.text).toContain('Bell');
  expect(page.text).not.toMatch(/Bark\s+NaN/);
  expect(page.text).toContain('Confusion matrix');

  const byClass = { told: 'F-scores', rows: [{ name: 'Horn', percent: 5, count: 4, unit: 's' }] };
  const both = { ...single, measured: { split: 'test', measurement: { ...measurement, byClass }, cases } };
  const { text } = readPage(await runReport(both));
  expect(text).toMatch(/Scores, best epoch.*Bell.*By class, best epoch.*F-scores.*Horn/s);
  expect(page.text).toContain('None of the 4 examples');
});

it('a sweep is told by mean and standard deviation', async () => {
  const runs = [30, 20, 25].map((value, seed) => ({ seed, history, best: { epoch: 2, value } }));
  const page = readPage(await runReport({ ...single, runs, spread: spreadOf([30, 20, 25]) }));
  expect(page.text).toMatch(/accuracy on val:\s+25\.00\s+, standard deviation 5\.00, over 3 seeds/);
  expect(page.text).toContain('training, seed 2');
  expect(page.text).not.toContain('One training');
});

it('the deviation is that of a sample', () => {
  expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
  expect(spreadOf([3])).toEqual({ mean: 3, deviation: 0 });
});
