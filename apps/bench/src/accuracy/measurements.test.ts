// What a stopped bench finds again, and what it measures once more.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Measurements } from './measurements.ts';
import { ABLATIONS, STUDIES } from './studies.ts';
import type { Training } from './training.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench measurements '));
afterAll(() => rmSync(folder, { recursive: true }));

const [study = expect.fail('no study')] = STUDIES;
const [ablation = expect.fail('no ablation'), other = ablation] = ABLATIONS;
const TRAINING: Training = { study, ablation, seed: 1, clips: { all: 10, test: 4 } };
const EVALUATION = {
  summary: { metric: 'accuracy', percent: 81.25 },
  rows: [{ metric: 'Bus', percent: 50 }],
};

it('of the same training alone', () => {
  const measurements = new Measurements(folder);
  expect(measurements.of(TRAINING)).toBeUndefined();
  measurements.add(TRAINING, EVALUATION);
  expect(new Measurements(folder).of({ ...TRAINING })).toEqual(EVALUATION);
  for (const change of [
    { seed: 2 },
    { ablation: other },
    { epochs: 3 },
    { clips: { all: 10 } },
    { clips: { all: 12, test: 4 } },
    // Like a preset that has been changed since.
    { ablation: { ...ablation, set: () => ['training.batchSize=3'] } },
  ])
    expect(measurements.of({ ...TRAINING, ...change }), JSON.stringify(change)).toBeUndefined();
});

it('a damaged file is none', () => {
  const measurements = new Measurements(folder);
  measurements.add(TRAINING, EVALUATION);
  for (const text of ['', '{"asked":', 'null'])
    for (const file of readdirSync(folder)) {
      writeFileSync(join(folder, file), text);
      expect(measurements.of(TRAINING), text).toBeUndefined();
    }
});

it('a folder that cannot be made is told in one sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  const measurements = new Measurements(join(folder, 'file', 'below'));
  expect(() => measurements.add(TRAINING, EVALUATION)).toThrow("a measurement can't be kept: ");
});
