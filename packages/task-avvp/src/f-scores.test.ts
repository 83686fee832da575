// Laws of the published F-scores; their values are compared with the reference's by the golden check.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClipEvents, type EventMap, eventScores, runsOf, segmentScores } from './f-scores.ts';

const SEGMENTS = 6;
const CLASSES = 3;

const map: fc.Arbitrary<EventMap> = fc
  .array(fc.constantFrom(0, 1), { minLength: SEGMENTS * CLASSES, maxLength: SEGMENTS * CLASSES })
  .map((data) => ({ segments: SEGMENTS, classes: CLASSES, data }));
const clip: fc.Arbitrary<ClipEvents> = fc.record({ audio: map, visual: map });

/** A map of one class. */
const single = (...data: number[]): EventMap => ({ segments: data.length, classes: 1, data });
const both = (audio: EventMap, visual = audio): ClipEvents => ({ audio, visual });

describe.each([
  ['segments', segmentScores],
  ['events', eventScores],
])('F-scores of %s', (_, scores) => {
  test('the truth scores 1', () => {
    fc.assert(
      fc.property(clip, (truth) => {
        expect(scores(truth, truth)).toEqual({ audio: 1, visual: 1, audioVisual: 1, event: 1 });
      }),
    );
  });

  test('modalities can change places', () => {
    const swap = ({ audio, visual }: ClipEvents): ClipEvents => ({ audio: visual, visual: audio });
    fc.assert(
      fc.property(clip, clip, (predicted, truth) => {
        const { audio, visual, audioVisual, event } = scores(predicted, truth);
        const swapped = scores(swap(predicted), swap(truth));
        expect(swapped).toEqual({ audio: visual, visual: audio, audioVisual, event });
        for (const score of [audio, visual, audioVisual, event]) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('a class that neither side has does not count, and without classes the score is 1', () => {
    const nothing = both(single(0, 0, 0));
    expect(scores(nothing, nothing).audioVisual).toBe(1);
    expect(scores(nothing, both(single(1, 0, 0))).event).toBe(0);
    expect(scores(both(single(1, 0, 0)), nothing).event).toBe(0);
  });
});

test('half of the union is enough for an event, less is not', () => {
  const truth = both(single(1, 1, 1, 1));
  expect(eventScores(both(single(0, 1, 1, 0)), truth).audio).toBe(1);
  expect(eventScores(both(single(0, 1, 0, 0)), truth).audio).toBe(0);
});

test('runs say again what is active', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (active) => {
      const covered = active.map((_, t) => runsOf(active).some(({ start, end }) => start <= t && t < end));
      expect(covered).toEqual(active);
    }),
  );
});
