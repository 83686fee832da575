// What lies where in the folder of a run. Networks and configs are not its business.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasCheckpoint } from '@dg-sct/training';
import { CommandError } from './errors.ts';

/** The file in which a run says what it is. */
export const CARD = 'run.json';

export function hasRun(dir: string): boolean {
  return existsSync(join(dir, CARD));
}

/** The folder of the best epoch's checkpoint, or before the first epoch has ended that of an interruption. @throws {CommandError} */
export async function checkpointOf(dir: string): Promise<string> {
  for (const name of ['best', 'last']) {
    const path = join(dir, name);
    if (await hasCheckpoint(path)) return path;
  }
  throw new CommandError(`the run "${dir}" has no checkpoint yet; let its first epoch finish`);
}

/** Of a run folder the file with its best weights; any other path is that of a checkpoint itself. @throws {CommandError} */
export const weightsIn = async (path: string): Promise<string> =>
  hasRun(path) ? join(await checkpointOf(path), 'model.safetensors') : path;
