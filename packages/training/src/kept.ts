// Which checkpoints of a run stay: `last`, the ones before it as `step-00000120` by their optimizer step, and `best`.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from './folder.ts';

const OLDER = /^step-(\d{8,})$/;
/** What a crash left of one that was being removed. */
const REMOVED = /^\.step-\d{8,}\.removed$/;

const nameOf = (step: number): string => `step-${String(step).padStart(8, '0')}`;

/** Where the checkpoint of `step` goes when a newer one becomes `last`. */
export const olderPath = (out: string, step: number): string => join(out, nameOf(step));

/** Steps of the older checkpoints, the newest first. */
export async function olderSteps(out: string): Promise<number[]> {
  const names = await readdir(out).catch(() => []);
  const steps = names.flatMap((name) => {
    const [, digits] = OLDER.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  return steps.sort((a, b) => b - a);
}

/** Leaves the `count` newest from before `step`. Later ones are of a future that was given up. */
export async function removeOlder(out: string, step: number, count: number): Promise<void> {
  for (const name of await readdir(out)) {
    if (REMOVED.test(name)) await rm(join(out, name), { recursive: true, force: true });
  }
  const steps = await olderSteps(out);
  const kept = new Set(steps.filter((older) => older < step).slice(0, count));
  for (const older of steps) if (!kept.has(older)) await removeFolder(olderPath(out, older));
}
