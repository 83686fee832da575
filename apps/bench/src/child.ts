// A measurement in a process of its own that prints one JSON value and ends.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BenchError } from './errors.ts';

/** What the program printed last. Throws `BenchError` `CONTESTANT_FAILED`. */
export function measureInChild<T>(program: URL, args: readonly string[]): T {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', fileURLToPath(program), ...args],
    {
      encoding: 'utf8',
    },
  );
  const answer = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (status !== 0 || !answer.startsWith('{')) {
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    throw new BenchError(
      'CONTESTANT_FAILED',
      `the measured process stopped with exit code ${status}: ${reason}`,
    );
  }
  return JSON.parse(answer) as T;
}
