// The plain text files of published data sets: lines, and lists of class names.
import { existsSync, readFileSync } from 'node:fs';
import { DatasetError } from './errors.ts';

/** All lines; LF or CRLF. @param expected what `file` should belong to. @throws {DatasetError} DATASET_FILE. */
export function readLines(file: string, expected: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot read ${file} (${reason}); expected ${expected}.`;
    throw new DatasetError('DATASET_FILE', message, { file, cause });
  }
}

/**
 * Class names in class-index order, one a line; undefined where there is no such file.
 * @throws {DatasetError} DATASET_ROW when a name occurs twice, DATASET_FILE when there is none.
 */
export function readCategories(file: string): string[] | undefined {
  if (!existsSync(file)) return undefined;
  const names = new Set<string>();
  readLines(file, 'one class name a line').forEach((name, i) => {
    if (name === '') return;
    if (names.has(name)) {
      const message = `${file}, line ${i + 1}: the class "${name}" is listed twice; every class needs one line.`;
      throw new DatasetError('DATASET_ROW', message, { file, line: i + 1 });
    }
    names.add(name);
  });
  if (names.size > 0) return [...names];
  const message = `${file} is empty; expected one class name a line, or no such file.`;
  throw new DatasetError('DATASET_FILE', message, { file });
}
