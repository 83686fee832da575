// Compares the keys and shapes a module wants with those a checkpoint has. Strict: what does not fit is reported,
// never dropped silently. Values are not looked at.
import { CheckpointError } from './checkpoint-error.ts';
import type { MatchReport, ShapeMismatch } from './match-report.ts';
import { matchesAny, type RenameOptions, renameKeys, type Shapes } from './rename.ts';

export interface MatchOptions extends RenameOptions {
  /** Keys of the module that the file may lack, and that it may hold for a module without them. */
  readonly optional?: readonly RegExp[];
}

/** `expected`: module key to shape; `found`: file key to tensor or header entry. Throws only `RENAME_COLLISION`. */
export function matchStateDict(
  expected: ReadonlyMap<string, readonly number[]>,
  found: Shapes,
  options: MatchOptions = {},
): MatchReport {
  const { renamed, ignored, outside } = renameKeys(found, options);
  const isOptional = (key: string): boolean => matchesAny(key, options.optional ?? []);
  const matched = new Map<string, readonly string[]>();
  const wrongShape: ShapeMismatch[] = [];
  const lacking: string[] = [];
  for (const [key, shape] of expected) {
    const source = renamed.get(key);
    if (source?.shape === undefined) lacking.push(key);
    else if (sameShape(shape, source.shape)) matched.set(key, source.fileKeys);
    else wrongShape.push({ key, expected: shape, found: source.shape });
  }
  const unwanted = [...renamed].filter(([key]) => !expected.has(key));
  return {
    matched,
    missing: lacking.filter((key) => !isOptional(key)),
    unexpected: unwanted.map(([key]) => key).filter((key) => !isOptional(key)),
    wrongShape,
    ignored: [...ignored, ...unwanted.flatMap(([key, { fileKeys }]) => (isOptional(key) ? fileKeys : []))],
    outside,
    absent: lacking.filter(isOptional),
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

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);
