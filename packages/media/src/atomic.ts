// Whole files or none: a file is produced beside its destination under a
// temporary name and takes its real name only when it is complete.
import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { MediaError, reasonOf } from './errors.ts';

/**
 * Calls `produce` with a temporary path in the folder of `path`, then renames the result to `path`.
 * On failure nothing is left behind and an existing file at `path` is untouched.
 * @throws {MediaError} MEDIA_WRITE, or the MediaError that `produce` threw.
 */
export function writeAtomically(path: string, produce: (temporary: string) => void): void {
  const temporary = temporaryBeside(path);
  try {
    produce(temporary);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw asWriteError(path, cause);
  }
}

/** A name in the folder of `path`, with its extension (encoders choose the container by it), that no one else uses. */
export function temporaryBeside(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `.${basename(path, extension)}.${randomUUID()}${extension}`);
}

/** `cause` as the error to throw for a file that could not be written. */
export function asWriteError(path: string, cause: unknown): MediaError {
  if (cause instanceof MediaError) return cause;
  return new MediaError(
    'MEDIA_WRITE',
    `Cannot write "${path}" (${reasonOf(cause)}); check that the folder exists, is writable and has space.`,
    { path, cause },
  );
}
