// The folder of a data set on disk: made when missing, left alone when it holds
// another one, and never with a file that is half written.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SyntheticError } from '../errors.ts';
import type { RenderJob } from '../render-pool.ts';

/**
 * Makes the folders of all files to be rendered, and tells which videos are there already. Files that a killed run
 * did not finish are removed.
 * @param jobs What is to be rendered, with paths relative to `out`.
 * @param texts Text files to be written, by name relative to `out`.
 * @throws {SyntheticError} SYNTHETIC_OCCUPIED where one of `texts` is there with other contents, or SYNTHETIC_WRITE.
 */
export function prepareFolder(
  out: string,
  jobs: readonly RenderJob[],
  texts: Readonly<Record<string, string>>,
): Set<string> {
  try {
    mkdirSync(out, { recursive: true });
    for (const [name, text] of Object.entries(texts)) {
      const path = join(out, name);
      if (existsSync(path) && readFileSync(path, 'utf8') !== text) throw occupied(out, name);
    }
    const paths = jobs.flatMap(({ path, parts = [] }) => [path, ...parts.map((part) => part.path)]);
    const folders = new Set(paths.map((path) => join(out, dirname(path))));
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      removeUnfinished(folder);
    }
    return new Set(jobs.map(({ path }) => path).filter((path) => existsSync(join(out, path))));
  } catch (cause) {
    throw asWriteError(out, cause);
  }
}

/** Files in work have a dot before the id of their video or the number of their second, or a name that says who writes. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^\.(s[\w-]{10}[._]|\d{8}\.|checkpoint-)/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

function occupied(out: string, name: string): SyntheticError {
  const message = `The folder ${out} holds another data set (its ${name} differs); choose a new folder, or the task, seed, clips and options it was made with.`;
  return new SyntheticError('SYNTHETIC_OCCUPIED', message);
}

/** Writes a text file as a whole or not at all. @throws {SyntheticError} SYNTHETIC_WRITE. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw asWriteError(path, cause);
  }
}

/** The reason why a file could not be written, as this package tells it. */
export function asWriteError(path: string, cause: unknown): SyntheticError {
  if (cause instanceof SyntheticError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Cannot write ${path}: ${reason}; choose a folder that can be written.`;
  return new SyntheticError('SYNTHETIC_WRITE', message, { cause });
}
