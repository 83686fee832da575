// Where the files go that `dgsct predict` writes.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { CommandError, reasonOf } from '../errors.ts';

/** Below the run, named as the video is: `predictions/holiday` and the ending. */
export function predictionPath(runDir: string, video: string, ending: string): string {
  return join(runDir, 'predictions', `${parse(video).name}${ending}`);
}

/** Writes a report whose folder may not be there yet. @throws {CommandError} */
export async function writeReport(path: string, page: string): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new CommandError(
      `The folder "${folder}" for the report cannot be made (${reasonOf(error)}); name another with --report.`,
    );
  }
  await writeFileAtomic(path, page);
}

/** @throws {CommandError} for a folder that holds something, or a name that is no folder's. */
export async function requireVacant(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new CommandError(`"${folder}" cannot be written to (${reasonOf(error)}); name another with --out`);
  });
  if (entries.length > 0) {
    throw new CommandError(`the folder "${folder}" holds files already; name another with --out`);
  }
}

/**
 * Lets `write` fill a new folder, which then takes the place of `path` and of what was there. Whatever fails or stops
 * it, nothing is left of it, and what was there stays.
 * @throws {CommandError} where folders cannot be made, and what `write` throws.
 */
export async function fillFolder<T>(path: string, write: (folder: string) => Promise<T>): Promise<T> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  const [fresh, old] = [`${beside}.new`, `${beside}.old`];
  try {
    await mkdir(fresh, { recursive: true });
  } catch (error) {
    throw new CommandError(
      `the folder "${path}" cannot be made (${reasonOf(error)}); name another with --out`,
    );
  }
  try {
    const result = await write(fresh);
    await rename(path, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(fresh, path);
    return result;
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
