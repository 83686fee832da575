// Runs the command line for a test: in this process with caught output, or as a person does, by the built command.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCli } from '../cli.ts';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In this process, from source. */
export async function callCli(argv: readonly string[], signal?: AbortSignal): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(argv, {
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    listen: () => signal ?? new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

export const DGSCT = fileURLToPath(new URL('../../bin/dgsct.mjs', import.meta.url));

/** As a process of its own. */
export function spawnCli(
  argv: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CliRun> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    const child = execFile(
      process.execPath,
      [DGSCT, ...argv],
      { ...options, env },
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
      },
    );
  });
}
