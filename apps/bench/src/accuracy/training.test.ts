// Which half-done run a bench goes on with, and what it does not begin.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ABLATIONS, STUDIES } from './studies.ts';
import { refusalOf, takeUp } from './training.ts';

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

it('knows beforehand which part a preset does not have', () => {
  const refusal = (preset: string, name: string) => {
    const study = STUDIES.find((one) => one.preset === preset) ?? expect.fail('there is no such study');
    const ablation = ABLATIONS.find((one) => one.name === name) ?? expect.fail('there is no such ablation');
    return refusalOf({ study, ablation, seed: 1, clips: { all: 12 } });
  };
  expect(refusal('avs-ms3-tiny', 'without temporal part')).toMatch(/unknown key "model\.temporal"/);
  expect(refusal('avs-ms3-tiny', 'without spatial part')).toBeUndefined();
  expect(refusal('ave-tiny', 'without temporal part')).toBeUndefined();
});
