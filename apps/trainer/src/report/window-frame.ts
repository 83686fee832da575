// A window of a video as a table: a column for each second, rows for what was seen and heard, and below them those of
// whatever a task answers.
import { formatTime } from '../predict/timeline.ts';
import { heatColour } from './colour.ts';
import { type Html, html } from './html.ts';
import { heatRange, jpegUri, overlay, pngUri, spectrogramPicture } from './picture.ts';
import type { AttentionMap, SegmentView, WindowView } from './types.ts';

/** `starts` of the window's segments in seconds, and `end` of the last; `rows` are the task's. */
export interface WindowFrame {
  readonly window: WindowView;
  readonly starts: readonly number[];
  readonly end: number;
  readonly rows: readonly Html[];
}

export async function windowFrame({ window, starts, end, rows }: WindowFrame): Promise<Html> {
  const title = `${formatTime(window.start)} to ${formatTime(end)} s`;
  return html`<h3>${title}</h3>
<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table class="seconds" style="--count:${starts.length}">
<colgroup><col><col span="${starts.length}"></colgroup>
<thead><tr><th scope="col">Second</th>${starts.map((start) => html`<th scope="col">${formatTime(start)}</th>`)}</tr></thead>
<tbody>
${await frameRow(window.segments)}
${await attentionRow(window.segments)}
${await soundRow(window)}
${rows}
</tbody>
</table>
</div>
${heatLegend(window.segments)}`;
}

/** A row of numbers between 0 and 1, each with a bar. */
export function levels(name: string, values: readonly number[], colour: string): Html {
  return html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${value.toFixed(2)}<span class="meter"><i style="--colour:${colour};--level:${Math.round(value * 100)}%"></i></span></td>`)}</tr>`;
}

async function frameRow(segments: readonly SegmentView[]): Promise<Html> {
  const cells = await Promise.all(segments.map(({ thumbnail }) => jpegUri(thumbnail)));
  return html`<tr><th scope="row">Frame</th>${cells.map((uri) => html`<td><img src="${uri}" alt=""></td>`)}</tr>`;
}

async function attentionRow(segments: readonly SegmentView[]): Promise<Html | undefined> {
  const maps = mapsOf(segments);
  if (maps.length === 0) return undefined;
  const range = heatRange(maps);
  const cells = await Promise.all(
    segments.map(({ thumbnail, attention }) => attention && jpegUri(overlay(thumbnail, attention, range))),
  );
  return html`<tr><th scope="row">Attention</th>${cells.map((uri) => (uri === undefined ? html`<td></td>` : html`<td><img src="${uri}" alt=""></td>`))}</tr>`;
}

async function soundRow({ segments, spectrogram }: WindowView): Promise<Html> {
  const uri = await pngUri(spectrogramPicture(spectrogram));
  return html`<tr><th scope="row">Log-mel sound</th><td class="sound" colspan="${segments.length}"><img src="${uri}" alt="Log-mel spectrogram"></td></tr>`;
}

function heatLegend(segments: readonly SegmentView[]): Html | undefined {
  const maps = mapsOf(segments);
  if (maps.length === 0) return undefined;
  const { least, most } = heatRange(maps);
  const stops = Array.from(
    { length: 7 },
    (_, index) =>
      `rgb(${heatColour(index / 6)
        .map(Math.round)
        .join(' ')})`,
  );
  return html`<p class="soft">Attention: ${least.toFixed(2)}<span class="scale" style="background:linear-gradient(to right,${stops.join(',')})"></span>${most.toFixed(2)} times an even spread over the ${maps[0]?.weights.length} visual tokens of the last stage.</p>`;
}

const mapsOf = (segments: readonly SegmentView[]): AttentionMap[] =>
  segments.flatMap(({ attention }) => attention ?? []);
