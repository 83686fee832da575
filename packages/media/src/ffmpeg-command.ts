// Finds an ffmpeg command and runs it to its end; knows nothing of what it is asked.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** The path of an ffmpeg command: one on PATH, or the one inside @ffmpeg-installer/ffmpeg. */
export function findFfmpeg(): string | undefined {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...onPath.map((folder) => join(folder, name)), ...installed()].find(isExecutable);
}

function installed(): string[] {
  try {
    const { path }: { path: string } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg');
    return [path];
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a finished command left. */
export interface CommandOutput {
  readonly stdout: Buffer;
  /** The log. */
  readonly stderr: string;
  readonly ok: boolean;
}

/** Runs `command` without a terminal and waits. @throws {Error} when it cannot be started. */
export function runFfmpeg(command: string, args: readonly string[]): CommandOutput {
  const result = spawnSync(command, ['-hide_banner', '-nostdin', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (result.error) throw result.error;
  return { stdout: result.stdout, stderr: result.stderr.toString(), ok: result.status === 0 };
}
