// Which half-done run a bench goes on with.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { takeUp } from './training.ts';

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
