// One video's answer as a part of a page: the events on one line of time, then
// every window second by second with what the model saw and heard.
import { BACKGROUND } from '@dg-sct/task-ave';
import { formatSpan, formatTime, spansOf } from '../predict/timeline.ts';
import { seriesColour } from './colour.ts';
import { type Html, html } from './html.ts';
import { ticksOver } from './ticks.ts';
import type { PredictionView } from './types.ts';
import { windowTable } from './window-table.ts';

/** Pages hold pictures, so this takes time. @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded. */
export async function predictionSection(view: PredictionView): Promise<Html> {
  const { prediction, windows, truth } = view;
  const colours = eventColours(view);
  const tables: Html[] = [];
  let first = 0;
  for (const window of windows) {
    const last = first + window.segments.length;
    tables.push(
      await windowTable({
        window,
        segments: prediction.segments.slice(first, last),
        ...(truth === undefined ? {} : { truth: truth.slice(first, last) }),
        colours,
      }),
    );
    first = last;
  }
  const unseen = prediction.segments.length - first;
  return html`<section>
<h2>Events</h2>
${eventList(view)}
${timeline(view, colours)}
</section>
<section>
<h2>Second by second</h2>
<p class="soft">Confidence belongs to the answer given. The gates, from 0 to 1, say how eventful a second sounds and looks to temporal attention.</p>
${tables}
${unseen > 0 ? html`<p class="soft">The remaining ${unseen} seconds are in the timeline above, without pictures.</p>` : ''}
</section>`;
}

/** A colour for every event that is answered or labelled, in order of appearance. */
function eventColours({ prediction, truth = [] }: PredictionView): ReadonlyMap<string, string> {
  const names = new Set([...prediction.segments.map(({ event }) => event), ...truth]);
  names.delete(BACKGROUND);
  return new Map([...names].map((name, index) => [name, seriesColour(index)]));
}

function eventList({ prediction }: PredictionView): Html {
  const events = spansOf(prediction.segments).filter(({ event }) => event !== BACKGROUND);
  if (events.length === 0) return html`<p>No audio-visual event.</p>`;
  return html`<ul class="events">${events.map((span) => html`<li>${formatSpan(span)} s: ${span.event}</li>`)}</ul>`;
}

function timeline({ prediction, truth }: PredictionView, colours: ReadonlyMap<string, string>): Html {
  const { segments } = prediction;
  const duration = segments.at(-1)?.end ?? prediction.duration;
  const bar = (label: string, events: readonly string[]): Html => {
    const spans = spansOf(
      segments.map(({ start, end }, index) => ({ start, end, event: events[index] ?? BACKGROUND })),
    );
    return html`<span class="label">${label}</span><div class="bar">${spans
      .filter(({ event }) => event !== BACKGROUND)
      .map(
        ({ start, end, event }) =>
          html`<span class="span" title="${event}" style="--colour:${colours.get(event)};left:${percent(start / duration)};width:${percent((end - start) / duration)}">${event}</span>`,
      )}</div>
`;
  };
  const ticks = ticksOver(0, duration, 10).filter((tick) => tick < duration * 0.87);
  return html`<div class="timeline" aria-hidden="true">
${bar(
  'Model',
  segments.map(({ event }) => event),
)}${truth === undefined ? '' : bar('Label', truth)}<span></span><div class="axis">${[...ticks, duration].map((tick) => html`<span style="left:${percent(tick / duration)}">${formatTime(tick)}${tick === duration ? ' s' : ''}</span>`)}</div>
</div>`;
}

const percent = (part: number): string => `${Math.round(part * 10_000) / 100}%`;
