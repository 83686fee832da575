// Rows of a table that has a column for each segment: what was seen, heard and weighed there.
import { heatColour } from './colour.ts';
import { type Html, html } from './html.ts';
import { heatRange, jpegUri, overlay, pngUri, spectrogramPicture } from './picture.ts';
import type { AttentionMap, SegmentView, WindowView } from './types.ts';

/** A picture for each segment. */
export async function frameRow(segments: readonly SegmentView[]): Promise<Html> {
  const cells = await Promise.all(segments.map(({ thumbnail }) => jpegUri(thumbnail)));
  return html`<tr><th scope="row">Frame</th>${cells.map((uri) => html`<td><img src="${uri}" alt=""></td>`)}</tr>`;
}

/** Attention laid over each picture; undefined where there is none. */
export async function attentionRow(
  segments: readonly SegmentView[],
  name = 'Attention',
): Promise<Html | undefined> {
  const maps = mapsOf(segments);
  if (maps.length === 0) return undefined;
  const range = heatRange(maps);
  const cells = await Promise.all(
    segments.map(({ thumbnail, attention }) => attention && jpegUri(overlay(thumbnail, attention, range))),
  );
  return html`<tr><th scope="row">${name}</th>${cells.map((uri) => (uri === undefined ? html`<td></td>` : html`<td><img src="${uri}" alt=""></td>`))}</tr>`;
}

/** One spectrogram under all segments. */
export async function soundRow({ segments, spectrogram }: Omit<WindowView, 'start'>): Promise<Html> {
  const uri = await pngUri(spectrogramPicture(spectrogram));
  return html`<tr><th scope="row">Log-mel sound</th><td class="sound" colspan="${segments.length}"><img src="${uri}" alt="Log-mel spectrogram"></td></tr>`;
}

/** Numbers from 0 to 1, each with a meter. */
export function levels(name: string, values: readonly number[], colour: string): Html {
  return html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${value.toFixed(2)}<span class="meter"><i style="--colour:${colour};--level:${Math.round(value * 100)}%"></i></span></td>`)}</tr>`;
}

/** What the colours of attention mean. */
export function heatLegend(segments: readonly SegmentView[], name = 'Attention'): Html | undefined {
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
  return html`<p class="soft">${name}: ${least.toFixed(2)}<span class="scale" style="background:linear-gradient(to right,${stops.join(',')})"></span>${most.toFixed(2)} times an even spread over the ${maps[0]?.weights.length} visual tokens of the last stage.</p>`;
}

const mapsOf = (segments: readonly SegmentView[]): AttentionMap[] =>
  segments.flatMap(({ attention }) => attention ?? []);
