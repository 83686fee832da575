// The page of all tasks: what each scored, at what price, and test examples that came out right and wrong.
import type { ShownCases } from '../demo/cases.ts';
import { formatSeconds } from '../progress.ts';
import { barChart } from './bar-chart.ts';
import { casesSection } from './cases-section.ts';
import { environmentSection } from './environment-section.ts';
import { type Html, html } from './html.ts';
import { grouped } from './numbers.ts';
import { page } from './page.ts';

/** Of one task, as `summary.json` holds it. */
interface TaskFigures {
  readonly name: string;
  readonly title: string;
  /** What the score counts. */
  readonly score: string;
  /** How the trivial answer is made. */
  readonly trivialIs: string;
  /** Who knows more and still neither looks nor listens, and how often that is right. */
  readonly stricter?: { readonly name: string; readonly percent: number };
  /** Rendered clips, and those of the test split. */
  readonly clips: number;
  readonly tested: number;
  /** Wall-clock seconds of each phase. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Percent on the test split. */
  readonly scores: { readonly trivial: number; readonly frozen: number; readonly dgsct: number };
  /** Numbers that training changes. */
  readonly parameters: { readonly dgsct: number; readonly frozen: number };
}

export interface TaskResult extends TaskFigures {
  readonly cases: ShownCases;
}

/** The file `summary.json` of the demo of all tasks. */
export interface TasksSummary {
  readonly tasks: readonly TaskFigures[];
  readonly seeds: readonly number[];
}

interface TasksView {
  readonly results: readonly TaskResult[];
  readonly seed: number;
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/**
 * A whole HTML document that loads nothing.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function tasksReport({ results, seed, environment }: TasksView): Promise<string> {
  const sections: Html[] = [];
  for (const result of results) sections.push(await taskSection(result));
  return page(
    'DG-SCT on all tasks',
    html`<h1>DG-SCT on rendered clips, task by task</h1>
<p class="soft">Tested on drawings, pitches and backgrounds that training never showed. One training of each network, seed ${seed}: differences of a few points may be chance.</p>
${scoreSection(results)}
${sections}
${environmentSection(environment)}`,
  );
}

function scoreSection(results: readonly TaskResult[]): Html {
  return html`<section>
<h2>Scores on the test split</h2>
<div class="scroll" role="region" aria-label="Scores" tabindex="0">
<table class="wide">
<thead><tr><th scope="col">Task</th><th scope="col">Score, %</th><th scope="col" class="number">Trivial answer</th><th scope="col" class="number">Frozen encoders</th><th scope="col" class="number">DG-SCT</th><th scope="col" class="number">Trained numbers</th><th scope="col" class="number">Clips</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>
${results.map(
  ({ title, score, scores, clips, seconds, parameters }) =>
    html`<tr><th scope="row">${title}</th><td>${score}</td><td class="number">${scores.trivial.toFixed(1)}</td><td class="number">${scores.frozen.toFixed(1)}</td><td class="number">${scores.dgsct.toFixed(1)}</td><td class="number">${grouped(parameters.dgsct)}</td><td class="number">${clips}</td><td class="number">${formatSeconds(total(seconds))}</td></tr>\n`,
)}
</tbody>
</table>
</div>
</section>`;
}

async function taskSection({
  title,
  score,
  trivialIs,
  stricter,
  scores,
  tested,
  cases,
}: TaskResult): Promise<Html> {
  return html`<h2 class="part">${title}</h2>
<section>
<h2>Percent of ${score}, on ${tested} test clips</h2>
<div class="half">${barChart(title, [
    { name: 'Trivial answer', percent: scores.trivial, colour: 7 },
    { name: 'Frozen encoders', percent: scores.frozen, colour: 1 },
    { name: 'DG-SCT', percent: scores.dgsct, colour: 0 },
  ])}</div>
<p class="soft">The trivial answer is ${trivialIs}.${stricter === undefined ? '' : ` The ${stricter.name} is right in ${stricter.percent.toFixed(1)} %.`}</p>
</section>
${await casesSection('Right', cases.right, cases.looked)}
${await casesSection('Wrong', cases.wrong, cases.looked)}`;
}

const total = (seconds: Readonly<Record<string, number>>): number =>
  Object.values(seconds).reduce((sum, value) => sum + value, 0);
