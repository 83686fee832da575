// Annotated questions as manifests hold them, and the published annotation files where they are found.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type MusicAvqaRow, readMusicAvqaRows } from '@dg-sct/datasets';
import { list, object, text } from '@dg-sct/goldens';
import type { AvqaQuestion } from '@dg-sct/task-avqa';

export interface AnsweredQuestion extends AvqaQuestion {
  readonly answer: string;
}

/** The `records` of an entry or table. */
export const recordsIn = (records: unknown): AnsweredQuestion[] =>
  list(records, 'records').map((item) => {
    const record = object(item, 'a record');
    const values: unknown = JSON.parse(text(record.templ_values, 'templ_values'));
    return {
      content: text(record.question_content, 'question_content'),
      templateValues: list(values, 'templ_values').map((value) => text(value, 'a template value')),
      answer: text(record.anser, 'anser'),
    };
  });

export const textsIn = (value: unknown, what: string): string[] =>
  list(value, what).map((item) => text(item, what));

const BESIDE = fileURLToPath(new URL('../../../../../../shared/data/music-avqa', import.meta.url));

/** The records of a published file such as `json/avqa-test.json`; undefined where it is not found. */
export function publishedRows(file: string): MusicAvqaRow[] | undefined {
  const path = `${process.env.MUSIC_AVQA_DATA ?? BESIDE}/${file}`;
  const found = [path, `${path}.gz`].find((candidate) => existsSync(candidate));
  return found === undefined ? undefined : readMusicAvqaRows(found);
}
