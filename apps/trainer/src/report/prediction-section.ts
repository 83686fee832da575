// One video's answer as a part of a page: the events on one line of time, then
// every window second by second with what the model saw and heard.
import { BACKGROUND } from '@dg-sct/task-ave';
import { formatSpan, spansOf } from '../predict/timeline.ts';
import { seriesColour } from './colour.ts';
import { type Html, html } from './html.ts';
import { timelineChart } from './timeline-chart.ts';
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
  const row = (label: string, events: readonly string[]) => ({
    label,
    spans: spansOf(
      segments.map(({ start, end }, index) => ({ start, end, event: events[index] ?? BACKGROUND })),
    ).filter(({ event }) => event !== BACKGROUND),
  });
  const model = row(
    'Model',
    segments.map(({ event }) => event),
  );
  const rows = truth === undefined ? [model] : [model, row('Label', truth)];
  return timelineChart(rows, segments.at(-1)?.end ?? prediction.duration, colours);
}
