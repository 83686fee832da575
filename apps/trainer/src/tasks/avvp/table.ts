// Heard and seen events as text for a terminal.
import type { AvvpEvent } from '@dg-sct/task-avvp';
import { formatTime } from '../../predict/timeline.ts';
import { describeParsed, SENSES } from './events.ts';

const HEADINGS = ['start', 'end', 'event', 'is', 'confidence'] as const;
/** Of the columns with words, which stand on the left. */
const WORDS = new Set([2, 3]);

/** A line for each event, and at the end all of them in one line. */
export function eventTable(events: readonly AvvpEvent[]): string {
  const rows = events.map(({ start, end, event, modality, confidence }) => [
    formatTime(start),
    formatTime(end),
    event,
    SENSES[modality],
    confidence.toFixed(2),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => (cells[column] ?? '')[WORDS.has(column) ? 'padEnd' : 'padStart'](width))
      .join('  ');
  return [line(HEADINGS), ...rows.map(line), '', describeParsed(events)].join('\n');
}
