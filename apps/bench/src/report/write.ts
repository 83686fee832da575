// The files of a finished bench: results.json, report.md and its charts, in a folder of their own; and the page alone
// where somebody names a file for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BenchError, reasonOf } from '../errors.ts';
import { markdownPage, type Page } from './markdown.ts';
import { barChart } from './svg.ts';

export interface Files {
  /** Folder for everything. */
  readonly folder: string;
  /** Another place for the page, without charts. */
  readonly page?: string;
}

/** Throws `BenchError` `FILE`. */
export function writeReport(page: Omit<Page, 'chartPath'>, json: string, files: Files): void {
  try {
    mkdirSync(files.folder, { recursive: true });
    writeFileSync(join(files.folder, 'results.json'), json);
    for (const { chart } of page.sections)
      if (chart !== undefined) writeFileSync(join(files.folder, `${chart.name}.svg`), barChart(chart));
    writeFileSync(
      join(files.folder, 'report.md'),
      markdownPage({ ...page, chartPath: (name) => `${name}.svg` }),
    );
    if (files.page === undefined) return;
    mkdirSync(dirname(files.page), { recursive: true });
    writeFileSync(files.page, markdownPage({ ...page, chartPath: () => undefined }));
  } catch (error) {
    throw new BenchError('FILE', `the report can't be written: ${reasonOf(error)}`);
  }
}
