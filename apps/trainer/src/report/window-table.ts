// A window of a video as a table: a column for each second, a row for each thing
// seen, heard or answered.
import { type AveSegment, BACKGROUND } from '@dg-sct/task-ave';
import { formatTime } from '../predict/timeline.ts';
import { type Html, html } from './html.ts';
import { attentionRow, frameRow, heatLegend, levels, soundRow } from './segment-rows.ts';
import type { WindowView } from './types.ts';

export interface WindowTable {
  readonly window: WindowView;
  /** The answers, one for each of the window's segments. */
  readonly segments: readonly AveSegment[];
  /** The labels of the same segments. */
  readonly truth?: readonly string[];
  readonly colours: ReadonlyMap<string, string>;
}

export async function windowTable({ window, segments, truth, colours }: WindowTable): Promise<Html> {
  const end = segments.at(-1)?.end ?? window.start;
  const title = `${formatTime(window.start)} to ${formatTime(end)} s`;
  const event = (name: string, wrong = false): Html =>
    name === BACKGROUND
      ? html`<td class="event background">${mark(name, wrong)}</td>`
      : html`<td class="event" style="--colour:${colours.get(name)}">${mark(name, wrong)}</td>`;
  return html`<h3>${title}</h3>
<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table class="seconds" style="--count:${segments.length}">
<colgroup><col><col span="${segments.length}"></colgroup>
<thead><tr><th scope="col">Second</th>${segments.map(({ start }) => html`<th scope="col">${formatTime(start)}</th>`)}</tr></thead>
<tbody>
${await frameRow(window.segments)}
${await attentionRow(window.segments)}
${await soundRow(window)}
<tr><th scope="row">Model</th>${segments.map((segment, index) => event(segment.event, truth !== undefined && truth[index] !== segment.event))}</tr>
${truth === undefined ? '' : html`<tr><th scope="row">Label</th>${truth.map((name) => event(name))}</tr>`}
${levels(
  'Confidence',
  segments.map(({ confidence }) => confidence),
  'var(--ink)',
)}
${levels(
  'Sound gate',
  segments.map(({ audioGate }) => audioGate),
  'var(--series-5)',
)}
${levels(
  'Sight gate',
  segments.map(({ visualGate }) => visualGate),
  'var(--series-4)',
)}
</tbody>
</table>
</div>
${heatLegend(window.segments)}`;
}

/** An answer that differs from the label is underlined and says so. */
const mark = (name: string, wrong: boolean): Html =>
  wrong ? html`<span class="wrong" title="differs from the label">${name}</span>` : html`${name}`;
