// The page of one run, or of several with different seeds: how training went, what the best epochs are worth, with which
// settings and where. One run alone is shown as one draw, never as the result.
import type { EpochRecord } from '@dg-sct/training';
import { stringify } from 'yaml';
import type { ShownCases } from '../demo/cases.ts';
import type { Measurement } from '../tasks/task.ts';
import { casesSection } from './cases-section.ts';
import { confusionSection } from './confusion-section.ts';
import { environmentSection } from './environment-section.ts';
import { type Html, html } from './html.ts';
import { lineChart, type Series } from './line-chart.ts';
import { page } from './page.ts';
import type { Spread } from './spread.ts';

/** One training. */
export interface ReportedRun {
  readonly seed: number;
  readonly history: readonly EpochRecord[];
  /** Of the monitored metric; null before the first epoch. */
  readonly best: { readonly epoch: number; readonly value: number } | null;
}

export interface RunView {
  /** Such as the run's folder. */
  readonly title: string;
  /** Name of the metric that chose the best epoch, and the split it was measured on. */
  readonly monitor: string;
  readonly split: string;
  readonly runs: readonly ReportedRun[];
  /** Of the best values; absent for a single run. */
  readonly spread?: Spread;
  /** The best epoch on a split, for `dgsct report`. */
  readonly measured?: {
    readonly split: string;
    readonly measurement: Measurement;
    readonly cases: ShownCases;
  };
  readonly config: unknown;
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/**
 * A whole HTML document that loads nothing.
 * @throws {MediaError} MEDIA_NO_DECODER where there are examples and pictures cannot be encoded here.
 */
export async function runReport(view: RunView): Promise<string> {
  const { title, measured, config, environment } = view;
  return page(
    title,
    html`<h1>${title}</h1>
${resultSection(view)}
${curveSection(view)}
${measured === undefined ? '' : classSections(measured.split, measured.measurement)}
${measured === undefined ? '' : measured.measurement.confusions.map(confusionSection)}
${measured === undefined ? '' : await casesSection('Right', measured.cases.right, measured.cases.looked)}
${measured === undefined ? '' : await casesSection('Wrong', measured.cases.wrong, measured.cases.looked)}
<section>
<h2>Config</h2>
<pre>${stringify(config)}</pre>
</section>
${environmentSection(environment)}`,
  );
}

function resultSection({ runs, spread, monitor, split }: RunView): Html {
  const result =
    spread === undefined
      ? html`<p class="soft">One training: another seed gives another number. <code>dgsct sweep --seeds 3</code> tells how far they lie apart.</p>`
      : html`<p>${monitor} on ${split}: <strong>${spread.mean.toFixed(2)}</strong>, standard deviation ${spread.deviation.toFixed(2)}, over ${runs.length} seeds.</p>`;
  return html`<section>
<h2>Best epoch of each training, on ${split}</h2>
${result}
<table>
<thead><tr><th scope="col">Seed</th><th scope="col" class="number">Epochs</th><th scope="col" class="number">Steps</th><th scope="col" class="number">Best epoch</th><th scope="col" class="number">${monitor}</th></tr></thead>
<tbody>
${runs.map(
  ({ seed, history, best }) =>
    html`<tr><th scope="row">${seed}</th><td class="number">${history.length}</td><td class="number">${history.at(-1)?.step ?? 0}</td><td class="number">${best === null ? '' : best.epoch + 1}</td><td class="number">${best?.value.toFixed(2) ?? ''}</td></tr>\n`,
)}
</tbody>
</table>
</section>`;
}

function curveSection({ runs, monitor, split }: RunView): Html {
  const several = runs.length > 1;
  const total = (losses: EpochRecord['losses']): number => Object.values(losses).reduce((a, b) => a + b, 0);
  const series = (
    name: string,
    dashed: boolean,
    pick: (record: EpochRecord) => number | null | undefined,
  ): Series[] =>
    runs.map(({ seed, history }, index) => ({
      name: several ? `${name}, seed ${seed}` : name,
      colour: several ? index : dashed ? 1 : 0,
      dashed,
      points: history.flatMap((record) => {
        const value = pick(record);
        return value === null || value === undefined ? [] : [[record.epoch + 1, value] as const];
      }),
    }));
  return html`<div class="columns">
<section>
<h2>Loss</h2>
${lineChart({
  title: 'Loss',
  xLabel: 'epoch',
  yLabel: 'sum of the losses',
  digits: 3,
  series: [
    ...series('training', false, ({ losses }) => total(losses)),
    ...series(split, true, ({ evaluation }) => total(evaluation.losses)),
  ],
})}
</section>
<section>
<h2>${monitor} by epoch</h2>
${lineChart({
  title: `${monitor} by epoch`,
  xLabel: 'epoch',
  yLabel: monitor,
  digits: 2,
  series: series(split, false, ({ evaluation }) => evaluation.metrics[monitor]),
})}
</section>
</div>`;
}

function classSections(split: string, { rows, byClass, summary }: Measurement): Html {
  const told = summary(split);
  if (byClass === undefined) return rowsSection('By class, best epoch', told, rows);
  return html`${rowsSection('Scores, best epoch', told, rows)}
${rowsSection('By class, best epoch', byClass.told, byClass.rows)}`;
}

function rowsSection(title: string, told: string, rows: Measurement['rows']): Html {
  return html`<section>
<h2>${title}</h2>
<p class="soft">${told}</p>
<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table>
<thead><tr><th scope="col">Name</th><th scope="col" class="number">Percent</th><th scope="col" class="number">Of</th></tr></thead>
<tbody>
${rows
  .filter(({ count }) => count > 0)
  .map(
    ({ name, percent, count, unit }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${percent.toFixed(1)}</td><td class="number">${count} ${unit}</td></tr>\n`,
  )}
</tbody>
</table>
</div>
</section>`;
}
