// Lines over epochs as inline SVG. Series differ by colour, by dash and by
// marker, and every number stands in a table below the chart.
import { seriesColour } from './colour.ts';
import { type Html, html } from './html.ts';
import { ticksOver } from './ticks.ts';

export interface Series {
  readonly name: string;
  /** Index into the palette; also chooses the marker. */
  readonly colour: number;
  readonly dashed?: boolean;
  /** `[x, y]`, x rising. */
  readonly points: readonly (readonly [number, number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Digits after the point in the table. */
  readonly digits: number;
  readonly series: readonly Series[];
}

const WIDTH = 460;
const HEIGHT = 270;
const MARGIN = { left: 42, right: 14, top: 14, bottom: 44 };

/** One number to one pixel position. */
type Scale = (value: number) => number;

export function lineChart(chart: LineChart): Html {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) return html`<p class="soft">${chart.title}: no epochs were run.</p>`;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const xTicks = ticksOver(Math.min(...xs), Math.max(...xs), 6).filter(Number.isInteger);
  const yTicks = ticksOver(Math.min(0, ...ys), Math.max(...ys), 5);
  const xEnds = [Math.min(...xs), Math.max(...xs)] as const;
  const x = scale(xEnds, [MARGIN.left + 8, WIDTH - MARGIN.right - 8]);
  const y = scale([yTicks[0] ?? 0, yTicks.at(-1) ?? 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  return html`<figure>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.title}; the numbers stand in the table below">
${yTicks.map((tick) => horizontal(tick, y))}
${xTicks.filter((tick) => tick >= xEnds[0] && tick <= xEnds[1]).map((tick) => html`<text x="${round(x(tick))}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle">${tick}</text>`)}
<text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 6}" text-anchor="end">${chart.xLabel}</text>
<text x="${MARGIN.left}" y="${HEIGHT - 6}">${chart.yLabel}</text>
${chart.series.map((series) => line(series, x, y))}
</svg>
<ul class="legend">${chart.series.map(legendEntry)}</ul>
${numbers(chart)}
</figure>`;
}

function scale([from, to]: readonly [number, number], [first, last]: readonly [number, number]): Scale {
  const span = to - from || 1;
  return (value) => first + ((value - from) / span) * (last - first);
}

function horizontal(tick: number, y: Scale): Html {
  const at = round(y(tick));
  return html`<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="var(--line)"/>
<text x="${MARGIN.left - 8}" y="${at + 4}" text-anchor="end">${tick}</text>
`;
}

function line(series: Series, x: Scale, y: Scale): Html {
  const positions = series.points.map(([px, py]) => [round(x(px)), round(y(py))] as const);
  const path = positions.map((position) => position.join(' ')).join(' L');
  return html`<g stroke="${seriesColour(series.colour)}" fill="${seriesColour(series.colour)}">
${positions.length > 1 ? html`<path d="M${path}" fill="none" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${dash(series)}"/>` : ''}
${positions.map(([px, py]) => marker(series.colour, px, py))}
</g>
`;
}

const dash = ({ dashed }: Series): string => (dashed ? '5 4' : 'none');

/** A disc, a square or a diamond. */
function marker(kind: number, x: number, y: number): Html {
  const shapes = [
    html`<circle cx="${x}" cy="${y}" r="3.5"/>`,
    html`<rect x="${round(x - 3.2)}" y="${round(y - 3.2)}" width="6.4" height="6.4"/>`,
    html`<path d="M${round(x - 4.5)} ${y} L${x} ${round(y - 4.5)} L${round(x + 4.5)} ${y} L${x} ${round(y + 4.5)}Z"/>`,
  ] as const;
  return shapes[kind % shapes.length] as Html;
}

function legendEntry(series: Series): Html {
  const colour = seriesColour(series.colour);
  return html`<li><svg viewBox="0 0 40 12" aria-hidden="true"><g stroke="${colour}" fill="${colour}"><path d="M2 6 L38 6" stroke-width="2" stroke-dasharray="${dash(series)}"/>${marker(series.colour, 20, 6)}</g></svg>${series.name}</li>`;
}

function numbers({ title, xLabel, digits, series }: LineChart): Html {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  return html`<details><summary>Numbers</summary>
<div class="scroll" role="region" aria-label="${title}, numbers" tabindex="0"><table>
<thead><tr><th scope="col">${xLabel}</th>${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${xs.map(
    (x) =>
      html`<tr><th scope="row">${x}</th>${series.map(({ points }) => html`<td class="number">${points.find(([px]) => px === x)?.[1].toFixed(digits)}</td>`)}</tr>
`,
  )}</tbody>
</table></div></details>`;
}

/** To a tenth of a pixel. */
const round = (value: number): number => Math.round(value * 10) / 10;
