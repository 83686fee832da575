// Which half-done run a bench goes on with, and what it does not begin.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ABLATIONS, STUDIES } from './studies.ts';
import { takeUp, Workshop } from './training.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench run '));
afterAll(() => rmSync(folder, { recursive: true }));

it('takes up a run of the same training alone', () => {
  const run = join(folder, 'run');
  expect(takeUp(run, '{"seed":1}')).toBe(false);
  // Nothing was begun but the folder.
  expect(takeUp(run, '{"seed":1}')).toBe(false);
  writeFileSync(join(run, 'run.json'), '{}');
  expect(takeUp(run, '{"seed":1}')).toBe(true);
  expect(existsSync(join(run, 'run.json'))).toBe(true);
  expect(takeUp(run, '{"seed":2}')).toBe(false);
  expect(readdirSync(run)).toEqual(['asked.json']);
});

it('renders nothing for a part that a preset does not have', async () => {
  const study =
    STUDIES.find(({ preset }) => preset === 'avs-ms3-tiny') ?? expect.fail('there is no such study');
  const ablation =
    ABLATIONS.find(({ name }) => name === 'without temporal part') ??
    expect.fail('there is no such ablation');
  const place = mkdtempSync(join(folder, 'workshop '));
  const workshop = new Workshop(place, { threads: 1, signal: new AbortController().signal });
  const training = { study, ablation, seed: 1, clips: { all: 12 } };
  await expect(workshop.measure(training)).rejects.toThrow(/unknown key "model\.temporal"/);
  expect(readdirSync(place)).toEqual([]);
});
