// Sections as a Markdown page that says which command made it, when and where.
import { type Machine, machineLines } from '../machine.ts';
import type { Section, Table } from './section.ts';

export interface Page {
  readonly command: string;
  /** Year, month, day. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly sections: readonly Section[];
  /** Where the chart of this name lies, seen from the page; undefined to leave charts out. */
  readonly chartPath: (name: string) => string | undefined;
}

export function markdownPage({ command, date, quick, machine, sections, chartPath }: Page): string {
  const head = [
    '# Benchmarks',
    `Made by \`${command}\` on ${date}. Run it on yours: ratios depend on the machine, and on what else it has to do.`,
    ...(quick ? ['A quick run, on small shapes: it shows that everything works, not how fast it is.'] : []),
    machineLines(machine).join('\n'),
  ];
  const body = sections.flatMap(({ title, table, chart, notes }) => {
    const path = chart === undefined ? undefined : chartPath(chart.name);
    return [
      `## ${title}`,
      tableMarkdown(table),
      ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
      ...(path === undefined ? [] : [`![${title}](${path})`]),
    ];
  });
  return `${[...head, ...body].join('\n\n')}\n`;
}

function tableMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const rule = `| ${columns.map(({ align }) => (align === 'left' ? '---' : '--:')).join(' | ')} |`;
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
