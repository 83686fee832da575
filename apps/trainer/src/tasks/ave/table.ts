// The timeline as text for a terminal.
import type { AveSegment } from '@dg-sct/task-ave';
import { describeEvents, formatSpan } from '../../predict/timeline.ts';

const HEADINGS = ['second', 'event', 'confidence', 'sound gate', 'sight gate'] as const;

/** A line for each segment, and at the end the events in one line. */
export function predictionTable(segments: readonly AveSegment[]): string {
  const rows = segments.map((segment) => [
    formatSpan(segment),
    segment.event,
    ...[segment.confidence, segment.audioGate, segment.visualGate].map((value) => value.toFixed(2)),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  // Times and numbers stand on the right, the event on the left.
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => (cells[column] ?? '')[column === 1 ? 'padEnd' : 'padStart'](width))
      .join('  ');
  return [line(HEADINGS), ...rows.map(line), '', describeEvents(segments)].join('\n');
}
