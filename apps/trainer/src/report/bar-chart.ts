// A few named percentages as horizontal bars, each with its number.
import { seriesColour } from './colour.ts';
import { type Html, html } from './html.ts';

export interface Bar {
  readonly name: string;
  /** 0..100. */
  readonly percent: number;
  /** Index into the palette. */
  readonly colour: number;
}

const WIDTH = 460;
const ROW = 40;
const LEFT = 150;
const RIGHT = 64;

export function barChart(title: string, bars: readonly Bar[]): Html {
  const spoken = bars.map(({ name, percent }) => `${name} ${percent.toFixed(1)} %`).join(', ');
  return html`<figure>
<svg viewBox="0 0 ${WIDTH} ${bars.length * ROW}" role="img" aria-label="${title}: ${spoken}">
${bars.map(row)}
</svg>
</figure>`;
}

function row({ name, percent, colour }: Bar, index: number): Html {
  const full = WIDTH - LEFT - RIGHT;
  const length = Math.round((full * Math.min(Math.max(percent, 0), 100)) / 100);
  const middle = index * ROW + ROW / 2;
  return html`<text x="0" y="${middle + 5}">${name}</text>
<rect x="${LEFT}" y="${middle - 9}" width="${full}" height="18" rx="4" fill="var(--track)"/>
<rect x="${LEFT}" y="${middle - 9}" width="${length}" height="18" rx="4" fill="${seriesColour(colour)}"/>
<text class="strong" x="${WIDTH}" y="${middle + 5}" text-anchor="end">${percent.toFixed(1)} %</text>
`;
}
