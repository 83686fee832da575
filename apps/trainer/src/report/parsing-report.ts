// The page of one parsed video: what is heard, what is seen, and when.
import type { AvvpEvent } from '@dg-sct/task-avvp';
import { formatTime } from '../predict/timeline.ts';
import { seriesColour } from './colour.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { timelineChart } from './timeline-chart.ts';
import type { WindowView } from './types.ts';
import { windowFrame } from './window-frame.ts';

/** What `dgsct predict --json` prints, and what a page shows beside it. */
export interface ParsedVideo {
  readonly prediction: {
    /** The file, as the user named it. */
    readonly video: string;
    /** Of the file, in seconds. */
    readonly duration: number;
    /** In the order of their start, in seconds since the video's. */
    readonly events: readonly AvvpEvent[];
  };
  /** Of what was answered, in seconds. */
  readonly end: number;
  /** From the video's start on; the last windows of a long video may be left out. */
  readonly windows: readonly WindowView[];
}

const MODALITIES = [
  ['audio', 'Heard'],
  ['visual', 'Seen'],
] as const;

/**
 * A whole HTML document that loads nothing. `model` says what answered, such as the run's folder.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function parsingReport(
  { prediction, end, windows }: ParsedVideo,
  model: string,
): Promise<string> {
  const { video, duration, events } = prediction;
  const colours = coloursOf(events);
  const tables: Html[] = [];
  for (const window of windows) tables.push(await windowTable(window, events, end));
  return page(
    `Heard and seen in ${video}`,
    html`<h1>${video}</h1>
<p class="soft">${formatTime(duration)} s of video, answered by ${model}</p>
<section>
<h2>Heard and seen</h2>
${events.length === 0 ? html`<p>No event is heard or seen.</p>` : timelineChart(timelineRows(events), end, colours)}
</section>
<section>
<h2>Second by second</h2>
${tables}
</section>`,
  );
}

const coloursOf = (events: readonly AvvpEvent[]): ReadonlyMap<string, string> =>
  new Map(
    [...new Set(events.map(({ event }) => event))].map((name, index) => [name, seriesColour(index)] as const),
  );

/** Events may overlap, so each has a row of its own in each modality. */
function timelineRows(events: readonly AvvpEvent[]) {
  return MODALITIES.flatMap(([modality, label]) => {
    const own = events.filter((event) => event.modality === modality);
    return [...new Set(own.map(({ event }) => event))].map((name) => ({
      label,
      spans: own.filter(({ event }) => event === name),
    }));
  });
}

function windowTable(window: WindowView, events: readonly AvvpEvent[], end: number): Promise<Html> {
  const starts = window.segments.map((_, t) => window.start + t);
  const cells = (modality: AvvpEvent['modality']): Html[] =>
    starts.map((second) => {
      const names = events
        .filter((event) => event.modality === modality && event.start < second + 1 && event.end > second)
        .map(({ event }) => event);
      return html`<td class="${names.length === 0 ? 'event background' : ''}">${names.join(', ') || 'nothing'}</td>`;
    });
  return windowFrame({
    window,
    starts,
    end: Math.min(end, window.start + starts.length),
    rows: MODALITIES.map(
      ([modality, label]) => html`<tr><th scope="row">${label}</th>${cells(modality)}</tr>`,
    ),
  });
}
