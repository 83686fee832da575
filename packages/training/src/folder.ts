// Replaces a whole folder of files in one step, so that files which belong
// together are never a mixture of two saves.
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder, writeProblem } from '@dg-sct/checkpoint';
import { TrainingError } from './errors.ts';

/**
 * Lets `write` fill a new folder and puts it in the place of `path`, whose own folder must exist. Whatever fails, the old
 * folder stays as it was. `keepAs` is where the old folder goes, if it is not to be removed. A crash between the two
 * renames leaves the old one there, or aside, where `recoverFolder` finds it.
 */
export async function replaceFolder(
  path: string,
  write: (folder: string) => Promise<void>,
  keepAs?: string,
): Promise<void> {
  const fresh = beside(path, 'new');
  const old = asideOf(path);
  try {
    await recoverFolder(path);
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh);
    await write(fresh);
    await rm(old, { recursive: true, force: true });
    if (await exists(path)) {
      if (keepAs !== undefined) await removeFolder(keepAs);
      await rename(path, keepAs ?? old);
    }
    await rename(fresh, path);
    await syncFolder(dirname(path));
    await rm(old, { recursive: true, force: true });
  } catch (cause) {
    await recoverFolder(path, keepAs).catch(() => {});
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    if (cause instanceof TrainingError) throw cause;
    throw cannotSave(`The checkpoint '${path}'`, cause, 'the one before it is unchanged');
  }
}

/** `subject cannot be written (why); what holds.` */
export function cannotSave(subject: string, cause: unknown, whatHolds: string): TrainingError {
  const message = `${subject} cannot be written (${writeProblem(cause)}); ${whatHolds}.`;
  return new TrainingError('CANNOT_SAVE', message, { cause });
}

/** Removes a folder so that no crash leaves half of it under its name. */
export async function removeFolder(path: string): Promise<void> {
  if (!(await exists(path))) return;
  const aside = beside(path, 'removed');
  await rm(aside, { recursive: true, force: true });
  await rename(path, aside);
  await rm(aside, { recursive: true, force: true });
}

/** Puts a folder back that a crash left aside while it was being replaced. */
export async function recoverFolder(path: string, old = asideOf(path)): Promise<void> {
  if (!(await exists(path)) && (await exists(old))) await rename(old, path);
}

const beside = (path: string, suffix: string): string => join(dirname(path), `.${basename(path)}.${suffix}`);
const asideOf = (path: string): string => beside(path, 'old');

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
