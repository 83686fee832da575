// One short text that stands for a data set, so that a run notices when it is given another.
import { createHash } from 'node:crypto';

/** SHA-256 of the entries in their order, such as the clips' names with their labels; hexadecimal. */
export function manifestHash(entries: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(`${JSON.stringify(entry)}\n`);
  return hash.digest('hex');
}
