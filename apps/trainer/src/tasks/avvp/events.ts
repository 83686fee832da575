// Events that are heard and seen: where those of neighbouring windows become one, and in words.
import type { AvvpEvent } from '@dg-sct/task-avvp';
import { formatSpan } from '../../predict/timeline.ts';

/** As people say it. */
export const SENSES = { audio: 'heard', visual: 'seen' } as const satisfies Record<
  AvvpEvent['modality'],
  string
>;

/**
 * Events that touch and are of one name and modality as one, with the mean confidence of its seconds; in the order of
 * their start.
 */
export function joinEvents(events: readonly AvvpEvent[]): AvvpEvent[] {
  const joined: AvvpEvent[] = [];
  for (const event of events.toSorted((a, b) => a.start - b.start)) {
    const before = joined.findIndex(
      ({ event: name, modality, end }) =>
        name === event.event && modality === event.modality && end === event.start,
    );
    const other = joined[before];
    if (other === undefined) joined.push(event);
    else joined[before] = { ...other, end: event.end, confidence: meanConfidence(other, event) };
  }
  return joined;
}

function meanConfidence(a: AvvpEvent, b: AvvpEvent): number {
  const [first, second] = [a.end - a.start, b.end - b.start];
  return (first * a.confidence + second * b.confidence) / (first + second);
}

type Named = Pick<AvvpEvent, 'event' | 'modality' | 'start' | 'end'>;

/** Such as `heard: 0-4 s Violin, 2-5 s Bark; seen: nothing`. */
export function describeParsed(events: readonly Named[]): string {
  const list = (modality: AvvpEvent['modality']): string => {
    const spans = events.filter((event) => event.modality === modality);
    const words = spans.map((span) => `${formatSpan(span)} s ${span.event}`);
    return `${SENSES[modality]}: ${words.join(', ') || 'nothing'}`;
  };
  return `${list('audio')}; ${list('visual')}`;
}
