// Seconds to events, and both to words.
import { BACKGROUND } from '@dg-sct/task-ave';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictionTable } from '../tasks/ave/table.ts';
import { describeEvents, spansOf } from './timeline.ts';

const seconds = (events: readonly string[]) =>
  events.map((event, start) => ({ start, end: start + 1, event }));

describe('spansOf', () => {
  it('joins equal neighbours and keeps everything else', () => {
    const spans = spansOf(seconds(['Bell', 'Bell', BACKGROUND, 'Bell', 'Cat']));
    expect(spans).toEqual([
      { start: 0, end: 2, event: 'Bell' },
      { start: 2, end: 3, event: BACKGROUND },
      { start: 3, end: 4, event: 'Bell' },
      { start: 4, end: 5, event: 'Cat' },
    ]);
  });

  it('says of every second what the seconds say, in as few spans as can be', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('Bell', 'Cat', BACKGROUND), { maxLength: 30 }), (events) => {
        const spans = spansOf(seconds(events));
        expect(spans.flatMap(({ start, end, event }) => Array(end - start).fill(event))).toEqual(events);
        for (const [index, { event }] of spans.entries()) expect(event).not.toBe(spans[index + 1]?.event);
      }),
    );
  });
});

describe('describeEvents', () => {
  it('names events with their times', () => {
    const events = [BACKGROUND, BACKGROUND, BACKGROUND, 'Violin', 'Violin', BACKGROUND, 'Bark'];
    expect(describeEvents(seconds(events))).toBe('3-5 s Violin, 6-7 s Bark');
    expect(describeEvents([{ start: 10, end: 10.456, event: 'Bark' }])).toBe('10-10.46 s Bark');
  });

  it('says when there is none', () => {
    expect(describeEvents(seconds([BACKGROUND, BACKGROUND]))).toBe('no audio-visual event');
    expect(describeEvents([])).toBe('no audio-visual event');
  });
});

describe('predictionTable', () => {
  it('lines up a row for each segment, then the events', () => {
    const gates = { audioGate: 0.5, visualGate: 0.25 };
    const table = predictionTable([
      { start: 0, end: 1, event: 'Church bell', confidence: 0.905, ...gates },
      { start: 1, end: 1.5, event: BACKGROUND, confidence: 1, ...gates },
    ]);
    expect(table.split('\n')).toEqual([
      'second  event        confidence  sound gate  sight gate',
      '   0-1  Church bell        0.91        0.50        0.25',
      ' 1-1.5  background         1.00        0.50        0.25',
      '',
      '0-1 s Church bell',
    ]);
  });
});
