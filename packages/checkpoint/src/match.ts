// Compares the keys and shapes a module wants with those a checkpoint has. Strict: what does not fit is reported,
// never dropped silently. Values are not looked at.
import { CheckpointError } from './checkpoint-error.ts';
import type { MatchReport, ShapeMismatch } from './match-report.ts';

export interface MatchOptions {
  /** Where the module sits in the file, such as `'visual.'`. Keys outside it belong to others and are left out. */
  readonly prefix?: string;
  /** New name of a key (prefix already removed), or undefined to drop it. */
  readonly rename?: (key: string) => string | undefined;
  /** Keys (prefixed and renamed) that are treated as if the file did not hold them. */
  readonly ignore?: readonly RegExp[];
  /** Keys of the module that the file may lack. */
  readonly optional?: readonly RegExp[];
}

/** `expected`: module key to shape; `found`: file key to tensor or header entry. Throws only `RENAME_COLLISION`. */
export function matchStateDict(
  expected: ReadonlyMap<string, readonly number[]>,
  found: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  options: MatchOptions = {},
): MatchReport {
  const { optional = [] } = options;
  const { renamed, ignored } = renameKeys(found.keys(), options);
  const matched = new Map<string, string>();
  const wrongShape: ShapeMismatch[] = [];
  const lacking: string[] = [];
  for (const [key, shape] of expected) {
    const fileKey = renamed.get(key);
    const foundShape = fileKey === undefined ? undefined : found.get(fileKey)?.shape;
    if (fileKey === undefined || foundShape === undefined) lacking.push(key);
    else if (sameShape(shape, foundShape)) matched.set(key, fileKey);
    else wrongShape.push({ key, expected: shape, found: foundShape });
  }
  return {
    matched,
    missing: lacking.filter((key) => !matchesAny(key, optional)),
    unexpected: [...renamed.keys()].filter((key) => !expected.has(key)),
    wrongShape,
    ignored,
    absent: lacking.filter((key) => matchesAny(key, optional)),
  };
}

/** Throws one `STATE_DICT_MISMATCH` that carries the whole report unless everything fits. */
export function assertMatch(report: MatchReport, path?: string): void {
  const problems = [
    summarise(report.missing.length, 'missing', report.missing),
    summarise(report.unexpected.length, 'unexpected', report.unexpected),
    summarise(
      report.wrongShape.length,
      'of another shape',
      report.wrongShape.map(({ key, expected, found }) => `${key} (wanted [${expected}], found [${found}])`),
    ),
  ].filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  const source = path === undefined ? 'The checkpoint' : `'${path}'`;
  const fitting = `${report.matched.size} ${report.matched.size === 1 ? 'key fits' : 'keys fit'}`;
  const message = `${source} does not fit the model: ${problems.join('; ')}; ${fitting}.`;
  throw new CheckpointError('STATE_DICT_MISMATCH', message, { path, report });
}

const SHOWN_NAMES = 3;

function summarise(count: number, kind: string, names: readonly string[]): string | undefined {
  if (count === 0) return undefined;
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  return `${count} ${kind} (${shown}${count > SHOWN_NAMES ? ', ...' : ''})`;
}

/** Module key to file key for every key that prefix, `rename` and `ignore` leave. */
function renameKeys(fileKeys: Iterable<string>, { prefix = '', rename, ignore = [] }: MatchOptions) {
  const renamed = new Map<string, string>();
  const ignored: string[] = [];
  for (const fileKey of fileKeys) {
    if (!fileKey.startsWith(prefix)) continue;
    const local = fileKey.slice(prefix.length);
    const key = rename ? rename(local) : local;
    if (key === undefined || matchesAny(key, ignore)) {
      ignored.push(fileKey);
      continue;
    }
    const other = renamed.get(key);
    if (other !== undefined) {
      const message = `Keys '${other}' and '${fileKey}' of the checkpoint are both renamed to '${key}'.`;
      throw new CheckpointError('RENAME_COLLISION', message);
    }
    renamed.set(key, fileKey);
  }
  return { renamed, ignored };
}

const matchesAny = (key: string, patterns: readonly RegExp[]): boolean =>
  patterns.some((pattern) => key.search(pattern) >= 0); // unlike test(), search() ignores lastIndex

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);
