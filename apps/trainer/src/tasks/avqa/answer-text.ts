// An answer as text for a terminal.
import { formatSpan } from '../../predict/timeline.ts';
import type { AvqaAnswered } from './predict.ts';

/** The answer, the next best ones, and how much each second mattered. */
export function answerText({ question, answer, confidence, top, segments }: AvqaAnswered): string {
  const answers = top.map((one) => [one.answer, one.confidence.toFixed(2)]);
  const seconds = segments.map((segment) => [
    formatSpan(segment),
    segment.visual.toFixed(2),
    segment.audio.toFixed(2),
  ]);
  return [
    question,
    `${answer} (${percent(confidence)})`,
    '',
    ...columns([['answer', 'confidence'], ...answers], 0),
    '',
    ...columns([['second', 'sight', 'sound'], ...seconds]),
    '',
    mattered(segments),
  ].join('\n');
}

/** Such as `What mattered most: 3-4 s of sight, 7-8 s of sound`. */
export function mattered(segments: AvqaAnswered['segments']): string {
  const most = (sense: 'visual' | 'audio'): string =>
    segments
      .toSorted((a, b) => b[sense] - a[sense])
      .slice(0, 1)
      .map(formatSpan)
      .join('');
  return `What mattered most: ${most('visual')} s of sight, ${most('audio')} s of sound.`;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** Lines of cells that stand on the right, but for the column `left`. */
export function columns(rows: readonly (readonly string[])[], left?: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => (row[column] ?? '')[column === left ? 'padEnd' : 'padStart'](width))
      .join('  '),
  );
}
