// A window of a video with one event for each second, confidence and gates.
import { type AveSegment, BACKGROUND } from '@dg-sct/task-ave';
import { type Html, html } from './html.ts';
import { levels } from './segment-rows.ts';
import type { WindowView } from './types.ts';
import { windowFrame } from './window-frame.ts';

export interface WindowTable {
  readonly window: WindowView;
  /** The answers, one for each of the window's segments. */
  readonly segments: readonly AveSegment[];
  /** The labels of the same segments. */
  readonly truth?: readonly string[];
  readonly colours: ReadonlyMap<string, string>;
}

export function windowTable({ window, segments, truth, colours }: WindowTable): Promise<Html> {
  const event = (name: string, wrong = false): Html =>
    name === BACKGROUND
      ? html`<td class="event background">${mark(name, wrong)}</td>`
      : html`<td class="event" style="--colour:${colours.get(name)}">${mark(name, wrong)}</td>`;
  const valuesOf = (key: 'confidence' | 'audioGate' | 'visualGate') =>
    segments.map((segment) => segment[key]);
  return windowFrame({
    window,
    starts: segments.map(({ start }) => start),
    end: segments.at(-1)?.end ?? window.start,
    rows: [
      html`<tr><th scope="row">Model</th>${segments.map((segment, index) => event(segment.event, truth !== undefined && truth[index] !== segment.event))}</tr>`,
      ...(truth === undefined
        ? []
        : [html`<tr><th scope="row">Label</th>${truth.map((name) => event(name))}</tr>`]),
      levels('Confidence', valuesOf('confidence'), 'var(--ink)'),
      levels('Sound gate', valuesOf('audioGate'), 'var(--series-5)'),
      levels('Sight gate', valuesOf('visualGate'), 'var(--series-4)'),
    ],
  });
}

/** An answer that differs from the label is underlined and says so. */
const mark = (name: string, wrong: boolean): Html =>
  wrong ? html`<span class="wrong" title="differs from the label">${name}</span>` : html`${name}`;
