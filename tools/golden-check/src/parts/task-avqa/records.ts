// Annotated questions as manifests hold them, and the published annotation files where they are found.
import { join } from 'node:path';
import { type MusicAvqaRow, readMusicAvqaRows } from '@dg-sct/datasets';
import { list, object, text } from '@dg-sct/goldens';
import type { AvqaQuestion } from '@dg-sct/task-avqa';
import { findDataFolder } from '../../run/data-folder.ts';

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

/** The records of a published file such as `json/avqa-test.json`, packed or not; undefined where it is not found. */
export function publishedRows(goldens: string, file: string): MusicAvqaRow[] | undefined {
  for (const name of [file, `${file}.gz`]) {
    const folder = findDataFolder(goldens, 'MUSIC_AVQA_DATA', 'music-avqa', name);
    if (folder !== undefined) return readMusicAvqaRows(join(folder, name));
  }
  return undefined;
}
