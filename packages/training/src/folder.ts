// Replaces a whole folder of files in one step, so that files which belong
// together are never a mixture of two saves.
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TrainingError } from './errors.ts';

/**
 * Lets `write` fill a new folder and puts it in the place of `path`. Whatever fails, the old folder stays as it was.
 * A crash between the two renames leaves the old one aside, where `recoverFolder` finds it.
 */
export async function replaceFolder(path: string, write: (folder: string) => Promise<void>): Promise<void> {
  const fresh = beside(path, 'new');
  const old = beside(path, 'old');
  try {
    await recoverFolder(path);
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    await write(fresh);
    await rm(old, { recursive: true, force: true });
    if (await exists(path)) await rename(path, old);
    await rename(fresh, path);
    await rm(old, { recursive: true, force: true });
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    if (cause instanceof TrainingError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The checkpoint '${path}' cannot be written (${reason}); the one before it is unchanged.`;
    throw new TrainingError('CANNOT_SAVE', message, { cause });
  }
}

/** Puts a folder back that a crash left aside while it was being replaced. */
export async function recoverFolder(path: string): Promise<void> {
  const old = beside(path, 'old');
  if (!(await exists(path)) && (await exists(old))) await rename(old, path);
}

const beside = (path: string, suffix: string): string => join(dirname(path), `.${basename(path)}.${suffix}`);

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
