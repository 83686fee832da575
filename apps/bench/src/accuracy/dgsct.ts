// The command `dgsct` as a child process, and what it prints.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BenchError } from '../errors.ts';

const COMMAND = join(
  dirname(createRequire(import.meta.url).resolve('@dg-sct/trainer/package.json')),
  'bin',
  'dgsct.mjs',
);

/** What it prints. Throws `BenchError` `CONTESTANT_FAILED` with its own sentence. */
export function dgsct(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args, '--quiet'], {
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  const reason = stderr.trim().split('\n').at(-1) || `dgsct ended with exit code ${status}`;
  throw new BenchError('CONTESTANT_FAILED', reason);
}

export interface Score {
  readonly metric: string;
  /** 0..100 */
  readonly percent: number;
}

/** The rows of `dgsct eval`, such as `segments  81.2 %  of 400 segments`; the first is what chooses the best epoch. */
export function scoresIn(printed: string): Score[] {
  return printed.split('\n').flatMap((line) => {
    const [, metric, percent] = /^(.+?)\s+([\d.]+) %\s+of \d/.exec(line) ?? [];
    return metric === undefined ? [] : [{ metric, percent: Number(percent) }];
  });
}
