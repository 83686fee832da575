// Questions and answers to numbers, with the vocabulary that the entry states; and checksums of whole published
// files, of those that are found.
import { type GoldenReport, object } from '@dg-sct/goldens';
import { AvqaVocabulary } from '@dg-sct/task-avqa';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { numberIn } from '../../run/config.ts';
import { type AnsweredQuestion, publishedRows, recordsIn, textsIn } from './records.ts';

export const questions: EntryKind = {
  what: 'questions to numbers',
  scope: 'module',
  fits: ({ raw }) => raw.records !== undefined && raw.ques_vocab !== undefined,
  check: async (report) => {
    const { config, raw } = report.file;
    const vocabulary = new AvqaVocabulary({
      words: textsIn(raw.ques_vocab, 'ques_vocab'),
      answers: textsIn(raw.ans_vocab, 'ans_vocab'),
      length: numberIn(config, 'length'),
    });
    const { ids, labels } = encode(vocabulary, recordsIn(raw.records));
    compareStored(report, [
      ['ids', ids],
      ['label', labels],
    ]);
    const checksums = object(raw.whole_file_checksums ?? {}, 'whole_file_checksums');
    for (const [file, stated] of Object.entries(checksums)) compareWhole(report, vocabulary, file, stated);
  },
};

function compareWhole(report: GoldenReport, vocabulary: AvqaVocabulary, file: string, stated: unknown): void {
  const rows = publishedRows(file);
  if (rows === undefined) return;
  const { ids, labels } = encode(vocabulary, rows);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
  const mine = {
    records: rows.length,
    sum_ids: sum(ids),
    fnv1a32_ids_le_int32: fnv1a(ids),
    sum_labels: sum(labels),
    fnv1a32_labels_le_int32: fnv1a(labels),
  };
  report.expectEqual(`checksums of ${file}`, mine, stated);
}

function encode(vocabulary: AvqaVocabulary, records: readonly AnsweredQuestion[]) {
  return {
    ids: records.flatMap((record) => Array.from(vocabulary.encode(record))),
    labels: records.map(({ answer }) => vocabulary.answerIndex(answer)),
  };
}

/** FNV-1a of the numbers as little-endian int32. */
function fnv1a(numbers: readonly number[]): number {
  const bytes = new Uint8Array(Int32Array.from(numbers).buffer);
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}
