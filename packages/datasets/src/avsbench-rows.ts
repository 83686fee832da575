// Reads the csv files of AVSBench: rows `name,start,category,split` of single sources and `video_id,split` of multiple
// ones (spec: task-avs, section 1.1). Opens no pictures.
import { readFileSync } from 'node:fs';
import { DatasetError } from './errors.ts';

export type AvsBenchSplit = 'train' | 'val' | 'test';

/** One clip. */
export interface AvsBenchRow {
  readonly id: string;
  /** Of single sources only. */
  readonly category: string | undefined;
  readonly split: AvsBenchSplit;
  /** Line in its file, from 1. */
  readonly line: number;
}

const SPLITS: readonly string[] = ['train', 'val', 'test'] satisfies AvsBenchSplit[];
const isSplit = (value: string): value is AvsBenchSplit => SPLITS.includes(value);

/**
 * Every row in the file's order; the first line names the columns. CRLF line ends are accepted.
 * @throws {DatasetError} DATASET_FILE, or DATASET_ROW with file and line.
 */
export function readAvsBenchRows(file: string): AvsBenchRow[] {
  const [header = '', ...lines] = readLines(file);
  const columns = header.split(',').map((name) => name.trim());
  const idColumn = columns.includes('name') ? 'name' : 'video_id';
  const missing = [idColumn, 'split'].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    const message = `${file}, line 1: there is no column "${missing[0]}" in "${header}"; expected name,start,category,split or video_id,split.`;
    throw new DatasetError('DATASET_ROW', message, { file, line: 1 });
  }
  return lines.flatMap((text, i) => (text === '' ? [] : [parseRow(text, columns, idColumn, file, i + 2)]));
}

function parseRow(
  text: string,
  columns: readonly string[],
  idColumn: string,
  file: string,
  line: number,
): AvsBenchRow {
  const fail = (problem: string): never => {
    throw new DatasetError('DATASET_ROW', `${file}, line ${line}: ${problem}.`, { file, line });
  };
  const fields = text.split(',').map((value) => value.trim());
  if (fields.length !== columns.length) {
    fail(
      `got ${fields.length} field(s) separated by commas; expected ${columns.length}: ${columns.join(',')}`,
    );
  }
  const field = (name: string): string => fields[columns.indexOf(name)] ?? '';
  const split = field('split');
  // Ids and categories become parts of paths: nothing that could lead out of the folder.
  const pathPart = (name: string): string =>
    /^[\w-][\w.-]*$/.test(field(name))
      ? field(name)
      : fail(`the ${name} is "${field(name)}"; expected letters, digits, "_", "-" and "."`);
  return {
    id: pathPart(idColumn),
    category: columns.includes('category') ? pathPart('category') : undefined,
    split: isSplit(split) ? split : fail(`the split is "${split}"; expected train, val or test`),
    line,
  };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot read ${file} (${reason}); expected the Single-source or Multi-sources folder of AVSBench.`;
    throw new DatasetError('DATASET_FILE', message, { file, cause });
  }
}
