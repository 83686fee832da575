// What is asked of the name of a file before the work of writing it begins.
import { existsSync } from 'node:fs';
import { CommandError, UsageError } from './errors.ts';

/** Refuses another ending than `.<format>`, and a file that exists unless `force` says to replace it. */
export function checkOutputFile(path: string, format: string, force: boolean): void {
  if (!path.endsWith(`.${format}`)) {
    throw new UsageError(`"${path}" must end in .${format}, which is the format that is written`);
  }
  if (existsSync(path) && !force) {
    throw new CommandError(`"${path}" exists already; name another file, or replace it with --force`);
  }
}
