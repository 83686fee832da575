// The manifest's own tables: vocabularies derived from records, frames and negative frames of videos, learning rates.
import { drawNegativeFrames, PUBLISHED_REFUSED_SPAN } from '@dg-sct/datasets';
import { type GoldenReport, type Json, list, number, object, text } from '@dg-sct/goldens';
import { spreadIndices } from '@dg-sct/media';
import { stepLr } from '@dg-sct/nn';
import { AvqaVocabulary } from '@dg-sct/task-avqa';
import type { EntryKind } from '../../part.ts';
import { numberIn, numbersIn } from '../../run/config.ts';
import { type AnsweredQuestion, publishedRows, recordsIn, textsIn } from './records.ts';

/** Sampled frames of a video. */
const FRAMES = 10;

const CHECKS: Readonly<Record<string, (report: GoldenReport, table: Json) => void>> = {
  vocabulary: checkVocabulary,
  frame_indices: checkFrameIndices,
  negative_sampling: checkNegatives,
  lr_schedule: checkRates,
};

export const tables: EntryKind = {
  what: 'tables of the manifest',
  scope: 'module',
  fits: ({ raw }) => Object.keys(CHECKS).some((name) => raw[name] !== undefined),
  check: async (report) => {
    for (const [name, table] of Object.entries(report.file.raw)) {
      const check = CHECKS[name];
      if (check === undefined) throw new RangeError(`the table "${name}" is of no known kind`);
      check(report, object(table, name));
    }
  },
};

function checkVocabulary(report: GoldenReport, table: Json): void {
  compareVocabulary(report, 'records', recordsIn(table.records), table);
  for (const [file, stated] of Object.entries(object(table.whole_files ?? {}, 'whole_files'))) {
    const rows = publishedRows(file);
    if (rows !== undefined) compareVocabulary(report, file, rows, object(stated, file));
  }
}

function compareVocabulary(
  report: GoldenReport,
  what: string,
  records: readonly AnsweredQuestion[],
  stated: Json,
): void {
  const { words, answers } = AvqaVocabulary.derive(records);
  report.expectEqual(`words of ${what}`, words, textsIn(stated.ques_vocab, 'ques_vocab'));
  report.expectEqual(`answers of ${what}`, answers, textsIn(stated.ans_vocab, 'ans_vocab'));
}

/** The numbers of the sampled frames, from 1, of a video with so many. */
const frameNumbers = (count: number): number[] => spreadIndices(count, FRAMES).map((index) => index + 1);

function checkFrameIndices(report: GoldenReport, { values }: Json): void {
  for (const [count, stated] of Object.entries(object(values, 'values'))) {
    report.expectEqual(`frames of ${count}`, frameNumbers(Number(count)), stated);
  }
}

function checkNegatives(report: GoldenReport, { cases }: Json): void {
  list(cases, 'cases').forEach((item, i) => {
    const sample = object(item, 'a case');
    const videos = textsIn(sample.video_list, 'video_list');
    const counts = object(sample.video_frames, 'video_frames');
    const filesOf = (video: string): string[] =>
      frameNumbers(number(counts[video], video)).map((frame) => `${String(frame).padStart(8, '0')}.jpg`);
    const draws = [...numbersIn(sample, 'draws_consumed')];
    const drawn = drawNegativeFrames(
      FRAMES,
      {
        videos: videos.length,
        own: numberIn(sample, 'video_position'),
        refusedSpan: PUBLISHED_REFUSED_SPAN,
      },
      () => ((draws.shift() ?? Number.NaN) + 0.5) / (videos.length * FRAMES),
    );
    const named = drawn.map(({ video, frame }) => {
      const name = videos[video] ?? '';
      return { video: name, file: filesOf(name)[frame] };
    });
    report.expectEqual(
      `positive files of case ${i}`,
      filesOf(text(sample.video_id, 'video_id')),
      sample.positive_files,
    );
    report.expectEqual(`negative files of case ${i}`, named, sample.negative);
    report.expectEqual(`draws left over of case ${i}`, draws, []);
  });
}

/** Both stages multiply by a tenth after every eight epochs. */
function checkRates(report: GoldenReport, table: Json): void {
  for (const stage of Object.keys(table).filter((name) => name !== 'tolerance')) {
    const recipe = object(table[stage], stage);
    const schedule = stepLr({ learningRate: numberIn(recipe, 'base'), gamma: 0.1, every: 8 });
    const stated = numbersIn(recipe, 'lr_used_in_epoch');
    const rates = stated.map((_, epoch) => schedule({ epoch, step: 0 }));
    const rounded = (values: readonly number[]): string[] => values.map((value) => value.toPrecision(9));
    report.expectEqual(`learning rates of ${stage}`, rounded(rates), rounded(stated));
    report.expectEqual(`epochs of ${stage}`, rates.length, numberIn(recipe, 'epochs'));
  }
}
