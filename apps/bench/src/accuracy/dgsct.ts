// The command `dgsct` as a child process, and what it prints.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../errors.ts';

const run = promisify(execFile);
const COMMAND = join(
  dirname(createRequire(import.meta.url).resolve('@dg-sct/trainer/package.json')),
  'bin',
  'dgsct.mjs',
);

export interface DgsctOptions {
  /** Of ONNX Runtime, where the environment does not say. */
  readonly threads: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What it prints. Throws `BenchError` `CONTESTANT_FAILED` with its own sentence. */
export async function dgsct(args: readonly string[], { threads, signal }: DgsctOptions): Promise<string> {
  const env = { TFJS_ONNXRUNTIME_THREADS: `${threads}`, ...process.env };
  try {
    const { stdout } = await run(process.execPath, [COMMAND, ...args, '--quiet'], { env, signal });
    return stdout;
  } catch (error) {
    const { stderr = '', code } = error as { readonly stderr?: string; readonly code?: unknown };
    const reason = stderr.trim().split('\n').at(-1) || `dgsct ended with exit code ${code}`;
    throw new BenchError('CONTESTANT_FAILED', reason);
  }
}

interface Score {
  readonly metric: string;
  /** 0..100 */
  readonly percent: number;
}

/** What `dgsct eval` printed. */
export interface Evaluation {
  /** Of its last line, such as `accuracy on test: 81.25 % of 400 seconds`. */
  readonly summary: Score;
  /** Of its rows, such as `Bus  81.2 %  of 40 seconds`. */
  readonly rows: readonly Score[];
}

/** Throws `BenchError` `CONTESTANT_FAILED` where it ends without a figure. */
export function evaluationIn(printed: string): Evaluation {
  const rows = printed.split('\n').flatMap((line) => {
    const [, metric, percent] = /^(.+?)\s+([\d.]+) %\s+of \d/.exec(line) ?? [];
    return metric === undefined || metric.includes(':') ? [] : [{ metric, percent: Number(percent) }];
  });
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  const [, metric, percent] = /^(.+) on \w+: .*?([\d.]+) %/.exec(last) ?? [];
  if (metric === undefined)
    throw new BenchError('CONTESTANT_FAILED', `dgsct eval must end with a figure but printed "${last}"`);
  return { summary: { metric, percent: Number(percent) }, rows };
}
