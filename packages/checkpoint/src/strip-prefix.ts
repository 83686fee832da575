// The same checkpoint under other names, and one common case of it: names without the prefix that a wrapper of the
// model put in front of them.
import { CheckpointError } from './checkpoint-error.ts';
import { type CheckpointFile, findEntry } from './checkpoint-file.ts';

/**
 * `file` with new names: `names` maps each to the one in the file; what it does not mention is not there. Throws
 * `TENSOR_NOT_FOUND`.
 */
export function withNames(file: CheckpointFile, names: ReadonlyMap<string, string>): CheckpointFile {
  const { path } = file;
  const entries = new Map([...names].map(([name, old]) => [name, findEntry(file.entries, old, path)]));
  return { ...file, entries, read: async (name) => file.read(findEntry(names, name, path)) };
}

export interface Stripped {
  readonly file: CheckpointFile;
  /** Names in the file whose prefix was removed. */
  readonly stripped: readonly string[];
  /** Names that do not begin with a prefix and were kept as they are. */
  readonly kept: readonly string[];
}

/**
 * Removes each of `prefixes` once, in their order, from the names that begin with it: `module.` is of DataParallel,
 * `sed_model.` of HTS-AT's trainer. Throws `RENAME_COLLISION` when two names become one.
 */
export function stripPrefix(file: CheckpointFile, prefixes: readonly string[]): Stripped {
  const names = new Map<string, string>();
  const stripped: string[] = [];
  const kept: string[] = [];
  for (const old of file.entries.keys()) {
    const name = prefixes.reduce(
      (rest, prefix) => (rest.startsWith(prefix) ? rest.slice(prefix.length) : rest),
      old,
    );
    const other = names.get(name);
    if (other !== undefined) {
      const message = `Names '${other}' and '${old}' of '${file.path}' both become '${name}' without their prefix.`;
      throw new CheckpointError('RENAME_COLLISION', message, { path: file.path });
    }
    names.set(name, old);
    (name === old ? kept : stripped).push(old);
  }
  return { file: withNames(file, names), stripped, kept };
}
