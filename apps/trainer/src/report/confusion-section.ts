// What was answered in place of what: a table of counts, darker where more of a row lies.
import type { ConfusionMatrix } from '../tasks/confusion.ts';
import { type Html, html } from './html.ts';

/** How dark a cell gets; its number stays readable on it. */
const DARKEST = 55;

/** Names that are neither true nor answered anywhere have no row and no column. */
export function confusionSection({ title, names, unit, counts }: ConfusionMatrix): Html {
  const size = names.length;
  const at = (truth: number, answer: number): number => counts[truth * size + answer] ?? 0;
  const indices = [...names.keys()];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const totals = indices.map((truth) => sum(indices.map((answer) => at(truth, answer))));
  const shown = indices.filter((i) => totals[i] !== 0 || indices.some((truth) => at(truth, i) !== 0));
  if (shown.length === 0) return html``;
  const heading = `Confusion matrix${title === undefined ? '' : `, ${title}`}`;
  const cell = (truth: number, answer: number): Html => {
    const count = at(truth, answer);
    const level = count === 0 ? 0 : Math.round((DARKEST * count) / (totals[truth] ?? 1));
    const kind = truth === answer ? 'same' : 'other';
    return html`<td class="${kind}" style="--level:${level}%">${count === 0 ? '' : count}</td>`;
  };
  return html`<section>
<h2>${heading}</h2>
<p class="soft">Rows are what is true, columns what was answered, in ${unit}; the darker, the more of its row.</p>
<div class="scroll" role="region" aria-label="${heading}" tabindex="0">
<table class="confusion">
<thead><tr><td></td>${shown.map((answer) => html`<th scope="col"><span>${names[answer]}</span></th>`)}</tr></thead>
<tbody>
${shown
  .filter((truth) => totals[truth] !== 0)
  .map(
    (truth) =>
      html`<tr><th scope="row">${names[truth]}</th>${shown.map((answer) => cell(truth, answer))}</tr>\n`,
  )}
</tbody>
</table>
</div>
</section>`;
}
