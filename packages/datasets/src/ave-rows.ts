// Reads the text files of AVE: rows `Category&VideoID&Quality&StartTime&EndTime`
// with whole seconds 0 ... 10 (spec: task-ave, section 1). Opens no videos.
import { DatasetError } from './errors.ts';
import { readCategories, readLines } from './text-files.ts';

/** Seconds of every AVE clip. */
export const AVE_SECONDS = 10;

/** One annotated clip. */
export interface AveRow {
  readonly category: string;
  readonly videoId: string;
  readonly quality: string;
  /** Seconds; the event is in `start <= t < end`, so equal numbers mean no event. */
  readonly start: number;
  readonly end: number;
  /** Line in its file, from 1. */
  readonly line: number;
}

const HEADER = 'Category&VideoID&Quality&StartTime&EndTime';

/**
 * Reads an annotation or split file, with or without the header line; CRLF line ends are accepted.
 * @throws {DatasetError} DATASET_FILE when it cannot be read, DATASET_ROW naming file and line.
 */
export function readAveRows(file: string): AveRow[] {
  const rows = readLines(file, 'the folder of an AVE data set with its text files').flatMap((text, i) => {
    const isHeader = i === 0 && text === HEADER;
    return text === '' || isHeader ? [] : [parseRow(text, file, i + 1)];
  });
  return rows;
}

/**
 * Class names in class-index order: those of `categories.txt`, or else in order of first appearance.
 * @throws {DatasetError} DATASET_ROW when a name occurs twice, DATASET_FILE when there is none.
 */
export const readAveClasses = (categoriesFile: string, rows: readonly AveRow[]): string[] =>
  readCategories(categoriesFile) ?? [...new Set(rows.map(({ category }) => category))];

function parseRow(text: string, file: string, line: number): AveRow {
  const fail = (problem: string): never => {
    const message = `${file}, line ${line}: ${problem}; expected ${HEADER} with whole seconds 0 to ${AVE_SECONDS}.`;
    throw new DatasetError('DATASET_ROW', message, { file, line });
  };
  const fields = text.split('&');
  const [category = '', videoId = '', quality = '', startText = '', endText = ''] = fields;
  if (fields.length !== 5) fail(`got ${fields.length} field(s) separated by "&"`);
  if (category === '') fail('the category is empty');
  // An id becomes part of a path: nothing that could lead out of the folder.
  if (!/^[\w-][\w.-]*$/.test(videoId)) fail(`"${videoId}" is not a video id (letters, digits, "_", "-")`);
  const second = (name: string, value: string): number =>
    /^\d+$/.test(value) && Number(value) <= AVE_SECONDS ? Number(value) : fail(`the ${name} is "${value}"`);
  const start = second('start', startText);
  const end = second('end', endText);
  if (end < start) fail(`the event ends (${end}) before it starts (${start})`);
  return { category, videoId, quality, start, end, line };
}
