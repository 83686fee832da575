// The files of a report.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from '../machine.ts';
import { type Section, tableOf } from './section.ts';
import { barChart } from './svg.ts';
import { writeReport } from './write.ts';

const SECTION: Section = {
  title: 'Engine',
  table: tableOf(['<case', 'step'], [['a|b', '1.00 s']]),
  chart: {
    name: 'engine',
    title: 'Times < 1',
    bars: [
      { group: 'a', label: 'ours', value: 1, text: '1.00 s' },
      { group: 'a', label: 'theirs', value: 2, text: '2.00 s' },
    ],
  },
  notes: ['A note.'],
};
const MACHINE: Machine = {
  cpu: 'A processor',
  cores: 2,
  memoryBytes: 2 ** 34,
  system: 'Linux 6 x64',
  versions: { node: '20.19.0' },
  load: 0,
};
const PAGE = { command: 'bench', date: '2026-01-02', quick: false, machine: MACHINE, sections: [SECTION] };

describe('report', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench report '));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('a folder with figures, page and chart, and the page elsewhere without charts', () => {
    const page = join(folder, 'docs', 'benchmarks.md');
    writeReport(PAGE, '{}\n', { folder: join(folder, 'run'), page });
    const report = readFileSync(join(folder, 'run', 'report.md'), 'utf8');
    expect(report).toContain('Made by `bench` on 2026-01-02.');
    expect(report).toContain('A processor, 2 cores, 16 GiB of memory, Linux 6 x64.\nnode 20.19.0.');
    expect(report).toContain(
      '| case | step |\n| --- | --: |\n| a\\|b | 1.00 s |\n\n- A note.\n\n![Engine](engine.svg)',
    );
    expect(readFileSync(page, 'utf8')).not.toContain('engine.svg');
    expect(readFileSync(join(folder, 'run', 'results.json'), 'utf8')).toBe('{}\n');
    expect(readFileSync(join(folder, 'run', 'engine.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it('says when the machine was not idle, and when a run was quick', () => {
    writeReport({ ...PAGE, quick: true, machine: { ...MACHINE, load: 3 } }, '{}', { folder });
    const report = readFileSync(join(folder, 'report.md'), 'utf8');
    expect(report).toContain('Other programs were at work when it began (load 3.0)');
    expect(report).toContain('A quick run');
  });

  it('a folder that cannot be made is a failure in one sentence', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeReport(PAGE, '{}', { folder: join(folder, 'file', 'run') })).toThrow(
      /^the report can't be written: /,
    );
  });
});

it('bars are as long as their values, and text is text', () => {
  const svg = barChart(SECTION.chart as NonNullable<Section['chart']>);
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths[1]).toBeCloseTo(2 * (widths[0] ?? 0), 5);
  expect(svg).toContain('Times &lt; 1');
});
