// A training process that is killed, at every step of the writer and at any moment, goes on from what it saved and ends
// with the weights of one that was never stopped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCheckpoint } from './find-checkpoint.ts';
import type { Fault } from './testing/faults.mjs';

const SCRIPT = fileURLToPath(new URL('testing/killed-run.mjs', import.meta.url));

const EPOCHS = 14;
const STEPS = Array.from({ length: 5 * EPOCHS }, (_, i) => i + 1);

let folder = '';
let neverStopped: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  const whole = join(folder, 'whole');
  expect(await runProcess(whole)).toEqual({ code: 0, signal: null });
  neverStopped = await weightsOf(whole);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Runs the process; `killAfter` milliseconds from the first step it is killed. */
async function runProcess(
  out: string,
  { fault, killAfter }: { fault?: Fault; killAfter?: number } = {},
): Promise<Ending> {
  const given = fault === undefined ? [] : [JSON.stringify(fault)];
  const child = spawn(process.execPath, [SCRIPT, out, String(EPOCHS), ...given], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.setEncoding('utf8').on('data', async (text: string) => {
    if (killAfter === undefined || !text.includes('ready')) return;
    await sleep(killAfter);
    child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal };
}

const weightsOf = (out: string): Promise<Buffer> => readFile(join(out, 'last', 'model.safetensors'));

async function stepsInLog(out: string): Promise<number[]> {
  const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as { type: string; step: number });
  return records.filter(({ type }) => type === 'step').map(({ step }) => step);
}

const POINTS: readonly Fault[] = [
  { operation: 'write', path: '.last.new', nth: 1 }, // before there is any checkpoint
  { operation: 'open', path: '.last.new', nth: 12 },
  { operation: 'write', path: '.last.new', nth: 30 },
  { operation: 'rename', path: 'model.safetensors', nth: 3, when: 'before' },
  { operation: 'rename', path: 'optimizer.safetensors', nth: 3, when: 'after' },
  { operation: 'rename', path: 'SHA256SUMS', nth: 3, when: 'before' },
  { operation: 'rename', path: '/last /', nth: 3, when: 'before' },
  { operation: 'rename', path: '/step-', nth: 2, when: 'after' }, // the old one is aside, there is no `last`
  { operation: 'rename', path: '.last.new ', nth: 3, when: 'after' },
  { operation: 'rename', path: '.removed', nth: 2, when: 'after' },
  { operation: 'rename', path: '/best /', nth: 2, when: 'after' },
  { operation: 'write', path: '.best.new', nth: 2 },
];

test.concurrent('killed at each step of the writer, a run ends as if never stopped', async () => {
  const out = join(folder, 'points');
  let saved = 0;
  for (const [index, fault] of POINTS.entries()) {
    expect(await runProcess(out, { fault }), JSON.stringify(fault)).toEqual({
      code: null,
      signal: 'SIGKILL',
    });
    const found = await findCheckpoint(out);
    expect(found?.skipped ?? []).toEqual([]);
    expect(found?.step ?? 0).toBeGreaterThanOrEqual(saved);
    saved = found?.step ?? 0;
    if (index > 0) expect(saved).toBeGreaterThan(0);
  }
  expect(saved).toBeLessThan(STEPS.length);
  expect(await runProcess(out)).toEqual({ code: 0, signal: null });
  expect(await weightsOf(out)).toEqual(neverStopped);
  expect(await stepsInLog(out)).toEqual(STEPS);
  const names = await readdir(out);
  expect(names.filter((name) => !name.startsWith('events.')).sort()).toEqual([
    'best',
    'last',
    'metrics.jsonl',
    expect.stringMatching(/^step-\d{8}$/),
  ]);
});

test.concurrent('killed at any moment, a run ends as if never stopped', async () => {
  const out = join(folder, 'moments');
  let kills = 0;
  for (let round = 0; round < 3; round++) {
    const { signal } = await runProcess(out, { killAfter: 150 * Math.random() });
    if (signal === 'SIGKILL') kills += 1;
    const found = existsSync(out) ? await findCheckpoint(out) : undefined;
    expect(found?.skipped ?? []).toEqual([]);
  }
  expect(kills).toBeGreaterThan(0);
  expect(await runProcess(out)).toEqual({ code: 0, signal: null });
  expect(await weightsOf(out)).toEqual(neverStopped);
  expect(await stepsInLog(out)).toEqual(STEPS);
});
