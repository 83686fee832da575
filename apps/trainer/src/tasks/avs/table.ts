// The masks of a video as text for a terminal.
import { formatSpan } from '../../predict/timeline.ts';
import type { SecondMask } from './types.ts';

const HEADINGS = ['second', 'area', 'box', 'confidence'] as const;

/** A line for each second. */
export function maskTable(masks: readonly SecondMask[]): string {
  const rows = masks.map((mask) => [
    formatSpan(mask),
    formatArea(mask.area),
    formatBox(mask.box),
    mask.confidence.toFixed(2),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths.map((width, column) => (cells[column] ?? '').padStart(width)).join('  ');
  return [line(HEADINGS), ...rows.map(line)].join('\n');
}

/** Such as `4.2 %`. */
export const formatArea = (area: number): string => `${(100 * area).toFixed(1)} %`;

/** Such as `96x80 at 12,40`: size, and the upper left corner; `none` where nothing sounds. */
export const formatBox = (box: SecondMask['box']): string =>
  box === null ? 'none' : `${box.width}x${box.height} at ${box.x},${box.y}`;
