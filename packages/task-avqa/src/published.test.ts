// The shipped vocabulary, types and templates against the published annotations, which are not part of this
// repository: set MUSIC_AVQA_DATA to the folder that holds json/, or have it beside the repository as
// shared/data/music-avqa. What the reference said of them stands in the goldens.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readMusicAvqaRows } from '@dg-sct/datasets';
import { goldenInput, openGolden } from '@dg-sct/goldens';
import { describe, expect, test } from 'vitest';
import { AvqaMetric } from './metric.ts';
import { AVQA_ANSWERS, AVQA_TEMPLATES, AVQA_TYPES, AVQA_WORDS } from './published-lists.ts';
import { AvqaVocabulary } from './vocabulary.ts';

const beside = fileURLToPath(new URL('../../../../shared/data/music-avqa', import.meta.url));
const dir = process.env.MUSIC_AVQA_DATA || beside;
const HINT = 'absent: set MUSIC_AVQA_DATA to the folder that holds json/';

/** The path of a published file, with `.gz` where it is packed; undefined where it is not there. */
const published = (name: string): string | undefined =>
  [`${dir}/${name}`, `${dir}/${name}.gz`].find((path) => existsSync(path));

const typeOf = ({ modality, kind }: { readonly modality: string; readonly kind: string }): number =>
  (AVQA_TYPES as readonly string[]).indexOf(`${modality}/${kind}`);

test('the shipped lists are those of the reference', () => {
  const { raw } = openGolden('task-avqa').file('question_ids');
  expect(AVQA_WORDS).toEqual(raw.ques_vocab);
  expect(AVQA_ANSWERS).toEqual(raw.ans_vocab);
});

const words = published('ques_vocab.txt');
test.skipIf(words === undefined)(`the published word list ${words === undefined ? `(${HINT})` : ''}`, () => {
  const lines = readFileSync(words ?? '', 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.slice(0, AVQA_WORDS.length)).toEqual(AVQA_WORDS);
});

describe.each(['json/avqa-test.json', 'json/avqa-val.json', 'json/avqa-train_fake.json'])('%s', (name) => {
  const file = published(name);
  test.skipIf(file === undefined)(
    file === undefined ? `(${HINT})` : 'holds known types, templates, words and answers alone',
    () => {
      const vocabulary = new AvqaVocabulary();
      for (const row of readMusicAvqaRows(file ?? '')) {
        const type = AVQA_TYPES[typeOf(row)];
        expect(type && AVQA_TEMPLATES[type]).toContain(row.content);
        expect(vocabulary.encode(row)).toHaveLength(14);
        expect(vocabulary.answerIndex(row.answer)).toBeGreaterThanOrEqual(0);
      }
    },
  );
});

const testFile = published('json/avqa-test.json');
test.skipIf(testFile === undefined)(
  `accuracies of the reference on the published test file ${testFile === undefined ? `(${HINT})` : ''}`,
  () => {
    const golden = openGolden('task-avqa').file('metrics');
    const predictions = goldenInput(golden, 'pred').data;
    const vocabulary = new AvqaVocabulary();
    const metric = new AvqaMetric();
    const rows = readMusicAvqaRows(testFile ?? '');
    for (const [i, row] of rows.entries()) {
      metric.count(typeOf(row), vocabulary.answerIndex(row.answer) === predictions[i]);
    }
    expect(rows).toHaveLength(predictions.length);
    const printed = golden.raw.result as { readonly printed_by_reference: readonly string[] };
    expect(metric.table().map(({ accuracy }) => accuracy.toFixed(2))).toEqual(
      printed.printed_by_reference.map((line) => /([\d.]+) %/.exec(line)?.[1]),
    );
  },
);
