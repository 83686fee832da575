// Outputs to lists of events that a person or a program can read.
import { type HostArrays, hostArray } from '@dg-sct/task';
import { mapsOf, predictedEvents } from './answers.ts';
import { column, type EventMap, type Run, runsOf } from './f-scores.ts';

export interface AvvpEvent {
  /** Name of the event class. */
  readonly event: string;
  readonly modality: 'audio' | 'visual';
  /** Seconds from the start of the clip. */
  readonly start: number;
  readonly end: number;
  /** In [0, 1]: that the clip has the event, times how sure its segments are. */
  readonly confidence: number;
}

export interface AvvpPrediction {
  /** In the order of their start. */
  readonly events: AvvpEvent[];
}

const MODALITIES = ['audio', 'visual'] as const;

/** One list for each clip. @param classes names in the order of their index */
export function decodeAvvp(
  outputs: HostArrays,
  classes: readonly string[],
  segmentSeconds = 1,
): AvvpPrediction[] {
  const values = mapsOf(outputs, 'audioSegments', 'visualSegments');
  const { data: present } = hostArray(outputs, 'clip');
  const eventsOf = (active: EventMap, value: EventMap, modality: AvvpEvent['modality'], clip: number) =>
    classes.flatMap((event, c) =>
      runsOf(column(active, c)).map((run): AvvpEvent => {
        const certainty = present[clip * classes.length + c] ?? 0;
        return {
          event,
          modality,
          start: run.start * segmentSeconds,
          end: run.end * segmentSeconds,
          confidence: certainty * Math.min(1, meanOf(value, c, run)), // published values exceed 1
        };
      }),
    );
  return predictedEvents(outputs).map((active, clip) => {
    const events = MODALITIES.flatMap((modality) =>
      eventsOf(active[modality], values[clip]?.[modality] ?? active[modality], modality, clip),
    );
    return { events: events.toSorted((a, b) => a.start - b.start) };
  });
}

/** Mean over the segments of a run. */
function meanOf({ data, classes }: EventMap, index: number, { start, end }: Run): number {
  let total = 0;
  for (let t = start; t < end; t++) total += data[t * classes + index] ?? 0;
  return total / (end - start);
}
