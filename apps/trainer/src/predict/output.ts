// Where the files go that `dgsct predict` writes.
import { mkdir } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
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
