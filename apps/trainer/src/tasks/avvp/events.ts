// Events that are heard or seen, in words.
import type { AvvpEvent } from '@dg-sct/task-avvp';
import { formatSpan } from '../../predict/timeline.ts';

export const VERBS = { audio: 'heard', visual: 'seen' } as const;

/** Such as `heard: 3-7 s Violin, 8-10 s Bark; seen: nothing`. */
export function describeParsed(events: readonly AvvpEvent[]): string {
  return (['audio', 'visual'] as const)
    .map((modality) => {
      const parts = events
        .filter((event) => event.modality === modality)
        .map((event) => `${formatSpan(event)} s ${event.event}`);
      return `${VERBS[modality]}: ${parts.join(', ') || 'nothing'}`;
    })
    .join('; ');
}

/** Events that end where the same one begins become one; its confidence is the mean over time. */
export function joinEvents(events: readonly AvvpEvent[]): AvvpEvent[] {
  const joined: AvvpEvent[] = [];
  for (const event of events.toSorted((a, b) => a.start - b.start)) {
    const before = joined.findLastIndex(
      (other) =>
        other.event === event.event && other.modality === event.modality && other.end === event.start,
    );
    const first = joined[before];
    if (first === undefined) {
      joined.push(event);
      continue;
    }
    const [length, more] = [first.end - first.start, event.end - event.start];
    const confidence = (first.confidence * length + event.confidence * more) / (length + more);
    joined[before] = { ...first, end: event.end, confidence };
  }
  return joined;
}
