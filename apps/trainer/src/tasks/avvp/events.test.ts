import type { AvvpEvent } from '@dg-sct/task-avvp';
import { describe, expect, it } from 'vitest';
import { describeParsed, joinEvents } from './events.ts';

const event = (
  name: string,
  modality: AvvpEvent['modality'],
  start: number,
  end: number,
  confidence = 0.5,
) => ({ event: name, modality, start, end, confidence });

describe('joinEvents', () => {
  it('makes one of what touches, over several windows, weighed by seconds', () => {
    const parts = [event('Bell', 'audio', 8, 10, 0.9), event('Bell', 'audio', 10, 20, 0.6)];
    const [joined, ...others] = joinEvents([...parts, event('Bell', 'audio', 20, 24, 0.75)]);
    expect(others).toEqual([]);
    expect(joined).toEqual(event('Bell', 'audio', 8, 24, expect.closeTo(10.8 / 16, 10) as number));
  });

  it('keeps apart other events, other modalities and what has a pause between', () => {
    const events = [
      event('Bell', 'audio', 0, 10),
      event('Horn', 'audio', 10, 12),
      event('Bell', 'visual', 10, 12),
      event('Bell', 'audio', 11, 12),
    ];
    expect(joinEvents(events.toReversed())).toEqual(expect.arrayContaining(events));
    expect(joinEvents(events)).toHaveLength(4);
  });
});

it('describeParsed tells what is heard and what is seen', () => {
  const events = [event('Bell', 'audio', 0, 2), event('Horn', 'audio', 1, 10.5)];
  expect(describeParsed(events)).toBe('heard: 0-2 s Bell, 1-10.5 s Horn; seen: nothing');
});
