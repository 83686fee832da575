// Sections as text for a terminal.
import type { Section, Table } from './section.ts';

export function terminalText(sections: readonly Section[]): string {
  return sections
    .map(
      ({ title, table, notes }) =>
        `${title}\n\n${tableText(table)}${notes.map((note) => `${note}\n`).join('')}`,
    )
    .join('\n');
}

function tableText({ columns, rows }: Table): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const lineText = (line: readonly string[]): string =>
    line
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return columns[at]?.align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return `${lines.map(lineText).join('\n')}\n`;
}
