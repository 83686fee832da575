// Runs a program and keeps what it says.
import { spawn } from 'node:child_process';

export interface Finished {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Resolves however the program ends; undefined where there is no such program. */
export function run(
  program: string,
  argv: readonly string[],
  { cwd, env }: CommandOptions = {},
): Promise<Finished | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, argv, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    }
    child.on('error', () => resolve(undefined));
    child.on('close', (exitCode) => resolve({ exitCode, ...said }));
  });
}

/** The line that tells why a program failed: the first that speaks of an error, or the last. */
export function complaint({ stdout, stderr }: Finished): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /\berr(or)?\b/i.test(line)) ?? lines.at(-1) ?? 'it says nothing').trim();
}
