// From seconds to events: neighbours with the same answer become one span, and a
// span becomes words.
import { BACKGROUND } from '@dg-sct/task-ave';
import type { TimeSpan } from './windows.ts';

export interface NamedSpan extends TimeSpan {
  readonly event: string;
}

/** Runs of equal events, background included, in order. */
export function spansOf(segments: readonly NamedSpan[]): NamedSpan[] {
  const spans: NamedSpan[] = [];
  for (const { start, end, event } of segments) {
    const before = spans.at(-1);
    if (before?.event === event) spans[spans.length - 1] = { ...before, end };
    else spans.push({ start, end, event });
  }
  return spans;
}

/** Such as `3-7 s Violin, 8-10 s Bark`, or `no audio-visual event`. */
export function describeEvents(segments: readonly NamedSpan[]): string {
  const events = spansOf(segments).filter(({ event }) => event !== BACKGROUND);
  if (events.length === 0) return 'no audio-visual event';
  return events.map((span) => `${formatSpan(span)} s ${span.event}`).join(', ');
}

/** Such as `3-7` or `10-10.5`, in seconds. */
export function formatSpan({ start, end }: TimeSpan): string {
  return `${formatTime(start)}-${formatTime(end)}`;
}

/** Seconds with at most two digits after the point. */
export function formatTime(seconds: number): string {
  return String(Math.round(seconds * 100) / 100);
}
