// SHA-256 sums of files in their folder, as `sha256sum -c SHA256SUMS` reads them, written after all of them: a folder
// with this file is whole. The sums tell damaged weights, which are numbers like any others, from saved ones.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File, writeFileAtomic } from '@dg-sct/checkpoint';
import { TrainingError } from './errors.ts';
import { exists } from './folder.ts';

const NAME = 'SHA256SUMS';

export async function writeChecksums(folder: string, files: readonly string[]): Promise<void> {
  const sums = await Promise.all(files.map((file) => sha256File(join(folder, file))));
  await writeFileAtomic(join(folder, NAME), files.map((file, i) => `${sums[i]}  ${file}\n`).join(''));
}

/**
 * Throws TrainingError `BAD_CHECKPOINT` when a file is not what was saved, CheckpointError when it cannot be read.
 * A folder without sums, put together by hand, passes.
 */
export async function verifyChecksums(folder: string, files: readonly string[]): Promise<void> {
  const saved = await readFile(join(folder, NAME), 'utf8').catch(() => undefined);
  if (saved === undefined) return;
  for (const file of files) {
    const path = join(folder, file);
    const line = `${await sha256File(path)}  ${file}`;
    if (saved.split('\n').includes(line)) continue;
    const message = `'${path}' is damaged: its SHA-256 is not the one in ${NAME}; put a copy in its place, or train again.`;
    throw new TrainingError('BAD_CHECKPOINT', message);
  }
}

export const hasChecksums = (folder: string): Promise<boolean> => exists(join(folder, NAME));
