// A window of a video as a table: a column for each second, rows for what was seen and heard, and below them those of
// whatever a task answers.
import { formatTime } from '../predict/timeline.ts';
import { type Html, html } from './html.ts';
import { attentionRow, frameRow, heatLegend, soundRow } from './segment-rows.ts';
import type { WindowView } from './types.ts';

/** `starts` of the window's segments in seconds, and `end` of the last; `rows` are the task's. */
export interface WindowFrame {
  readonly window: WindowView;
  /** What the maps over the pictures are called; default `Attention`. */
  readonly mapName?: string;
  readonly starts: readonly number[];
  readonly end: number;
  readonly rows: readonly Html[];
}

export async function windowFrame({ window, mapName, starts, end, rows }: WindowFrame): Promise<Html> {
  const title = `${formatTime(window.start)} to ${formatTime(end)} s`;
  return html`<h3>${title}</h3>
<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table class="seconds" style="--count:${starts.length}">
<colgroup><col><col span="${starts.length}"></colgroup>
<thead><tr><th scope="col">Second</th>${starts.map((start) => html`<th scope="col">${formatTime(start)}</th>`)}</tr></thead>
<tbody>
${await frameRow(window.segments)}
${await attentionRow(window.segments, mapName)}
${await soundRow(window)}
${rows}
</tbody>
</table>
</div>
${heatLegend(window.segments, mapName)}`;
}
