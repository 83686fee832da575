// The page of one video: what is heard and what is seen on two lines of time, then every window second by second.
import type { AvvpEvent } from '@dg-sct/task-avvp';
import { formatSpan, formatTime } from '../../predict/timeline.ts';
import type { TimeSpan } from '../../predict/windows.ts';
import { seriesColour } from '../../report/colour.ts';
import { type Html, html } from '../../report/html.ts';
import { page } from '../../report/page.ts';
import { type TimelineRow, timelineChart } from '../../report/timeline-chart.ts';
import type { WindowView } from '../../report/types.ts';
import { windowFrame } from '../../report/window-frame.ts';
import { SENSES } from './events.ts';
import type { ParsedView } from './parse-video.ts';

type Modality = AvvpEvent['modality'];
type Colours = ReadonlyMap<string, string>;

const TITLES: readonly (readonly [modality: Modality, title: string])[] = [
  ['audio', 'Heard'],
  ['visual', 'Seen'],
];

/**
 * A whole HTML document that loads nothing. `model` says what answered, such as the run's folder.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function parsingReport(
  { prediction, end, windows }: ParsedView,
  model: string,
): Promise<string> {
  const { video, duration, events } = prediction;
  const colours = new Map(
    [...new Set(events.map(({ event }) => event))].map((name, index) => [name, seriesColour(index)]),
  );
  const tables: Html[] = [];
  for (const window of windows) tables.push(await windowOf(window, events, end, colours));
  const shown = (windows.at(-1)?.start ?? 0) + (windows.at(-1)?.segments.length ?? 0);
  return page(
    `Events in ${video}`,
    html`<h1>${video}</h1>
<p class="soft">${formatTime(duration)} s of video, answered by ${model}</p>
<section>
<h2>Heard and seen</h2>
${eventList(events)}
${timelineChart(
  TITLES.flatMap(([modality, title]) => lanes(title, of(modality, events))),
  end,
  colours,
)}
</section>
<section>
<h2>Second by second</h2>
${tables}
${shown < end ? html`<p class="soft">The remaining ${formatTime(end - shown)} seconds are in the timelines above, without pictures.</p>` : ''}
</section>`,
  );
}

const of = (modality: Modality, events: readonly AvvpEvent[]): AvvpEvent[] =>
  events.filter((event) => event.modality === modality);

function eventList(events: readonly AvvpEvent[]): Html {
  if (events.length === 0) return html`<p>Nothing is heard or seen.</p>`;
  return html`<ul class="events">${events.map(
    (event) =>
      html`<li>${formatSpan(event)} s: ${event.event}, ${SENSES[event.modality]}, confidence ${event.confidence.toFixed(2)}</li>`,
  )}</ul>`;
}

/** As few rows as let no two events overlap; the first is labelled, and there even if nothing happens. */
function lanes(label: string, events: readonly AvvpEvent[]): TimelineRow[] {
  const rows: AvvpEvent[][] = [[]];
  for (const event of events) {
    const free = rows.find((row) => (row.at(-1)?.end ?? 0) <= event.start);
    if (free === undefined) rows.push([event]);
    else free.push(event);
  }
  return rows.map((spans, index) => ({ label: index === 0 ? label : '', spans }));
}

function windowOf(
  window: WindowView,
  events: readonly AvvpEvent[],
  end: number,
  colours: Colours,
): Promise<Html> {
  const spans = window.segments.map((_, t) => {
    const start = window.start + t;
    return { start, end: Math.min(start + 1, end) };
  });
  return windowFrame({
    window,
    starts: spans.map(({ start }) => start),
    end: spans.at(-1)?.end ?? window.start,
    rows: TITLES.flatMap(([modality, title]) => rowsOf(title, of(modality, events), spans, colours)),
  });
}

/** A row for each event of the window, or one that says there is none. */
function rowsOf(
  title: string,
  events: readonly AvvpEvent[],
  spans: readonly TimeSpan[],
  colours: Colours,
): Html[] {
  const isOn = (name: string, { start, end }: TimeSpan): boolean =>
    events.some((event) => event.event === name && event.start < end && event.end > start);
  const names = [...new Set(events.map(({ event }) => event))].filter((name) =>
    spans.some((span) => isOn(name, span)),
  );
  if (names.length === 0) {
    return [html`<tr><th scope="row">${title}</th><td colspan="${spans.length}">nothing</td></tr>`];
  }
  return names.map(
    (name) =>
      html`<tr><th scope="row">${title}</th>${spans.map((span) =>
        isOn(name, span)
          ? html`<td class="event" style="--colour:${colours.get(name)}">${name}</td>`
          : html`<td></td>`,
      )}</tr>`,
  );
}
