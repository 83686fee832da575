// Spans of time as bars over one axis.
import { formatTime, type NamedSpan } from '../predict/timeline.ts';
import { type Html, html } from './html.ts';
import { ticksOver } from './ticks.ts';

export interface TimelineRow {
  readonly label: string;
  readonly spans: readonly NamedSpan[];
}

/** @param duration of the axis, seconds. @param colours by name */
export function timelineChart(
  rows: readonly TimelineRow[],
  duration: number,
  colours: ReadonlyMap<string, string>,
): Html {
  const ticks = ticksOver(0, duration, 10).filter((tick) => tick < duration * 0.87);
  return html`<div class="timeline" aria-hidden="true">
${rows.map(
  ({ label, spans }) => html`<span class="label">${label}</span><div class="bar">${spans.map(
    ({ start, end, event }) =>
      html`<span class="span" title="${event}" style="--colour:${colours.get(event)};left:${percent(start / duration)};width:${percent((end - start) / duration)}">${event}</span>`,
  )}</div>
`,
)}<span></span><div class="axis">${[...ticks, duration].map((tick) => html`<span style="left:${percent(tick / duration)}">${formatTime(tick)}${tick === duration ? ' s' : ''}</span>`)}</div>
</div>`;
}

const percent = (part: number): string => `${Math.round(part * 10_000) / 100}%`;
