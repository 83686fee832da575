// How a video is cut, for any length and any shape of window.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { videoWindows } from './windows.ts';

const SHAPE = { segments: 10, secondsPerSegment: 1 };
const shapes = fc.record({
  segments: fc.integer({ min: 1, max: 12 }),
  secondsPerSegment: fc.constantFrom(0.5, 1, 2),
});
const durations = fc.double({ min: 0.001, max: 3000, noNaN: true });

describe('windows of any video', () => {
  it('have segments that begin at 0 and follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(durations, shapes, (duration, shape) => {
        const segments = videoWindows(duration, shape).flatMap((window) => window.segments);
        expect(segments[0]?.start).toBe(0);
        for (const [index, { start, end }] of segments.entries()) {
          expect(end).toBeGreaterThan(start);
          expect(start).toBe(segments[index - 1]?.end ?? 0);
        }
      }),
    );
  });

  it('leave out less than a tenth of a segment, and reach no further than the video', () => {
    fc.assert(
      fc.property(durations, shapes, (duration, shape) => {
        const end = videoWindows(duration, shape).at(-1)?.end ?? 0;
        expect(end).toBeLessThanOrEqual(duration);
        expect(duration - end).toBeLessThan(0.1 * shape.secondsPerSegment + 1e-9 * duration);
      }),
    );
  });

  it('are whole but for the last one, and so are their segments', () => {
    fc.assert(
      fc.property(durations, shapes, (duration, shape) => {
        const windows = videoWindows(duration, shape);
        for (const { segments } of windows.slice(0, -1)) expect(segments).toHaveLength(shape.segments);
        for (const { start, end, segments } of windows) {
          expect([start, end]).toEqual([segments[0]?.start, segments.at(-1)?.end]);
        }
        for (const { start, end } of windows.flatMap(({ segments }) => segments).slice(0, -1)) {
          expect(end - start).toBe(shape.secondsPerSegment);
        }
      }),
    );
  });
});

describe('windows of some videos', () => {
  it.each([
    [0.04, [1]],
    [0.3, [1]],
    [1, [1]],
    [3.4, [4]],
    [10, [10]],
    [10.02, [10]],
    [10.5, [10, 1]],
    [23.4, [10, 10, 4]],
  ])('%d s: %j segments', (duration, counts) => {
    expect(videoWindows(duration, SHAPE).map(({ segments }) => segments.length)).toEqual(counts);
  });

  it('end where the video ends', () => {
    expect(videoWindows(0.3, SHAPE)).toEqual([{ start: 0, end: 0.3, segments: [{ start: 0, end: 0.3 }] }]);
    expect(videoWindows(11.5, SHAPE).at(-1)?.segments).toEqual([
      { start: 10, end: 11 },
      { start: 11, end: 11.5 },
    ]);
  });
});
