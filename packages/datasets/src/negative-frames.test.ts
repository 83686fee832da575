// Which frames may be drawn, by the published rule and by the one it meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawNegativeFrames, PUBLISHED_REFUSED_SPAN } from './negative-frames.ts';

/** Gives the numbers one after the other, as fractions of `range`. */
function scripted(draws: readonly number[], range: number): () => number {
  const rest = [...draws];
  return () => ((rest.shift() ?? Number.NaN) + 0.5) / range;
}

describe('drawNegativeFrames', () => {
  it('never gives a frame of the own video, and reaches every other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(8), fc.integer(), (videos, position, seed) => {
        const own = position % videos;
        let state = seed >>> 0;
        const random = () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state / 2 ** 32;
        };
        const drawn = drawNegativeFrames(400, { videos, own, framesPerVideo: 3 }, random);
        expect(new Set(drawn.map(({ video }) => video)).has(own)).toBe(false);
        expect(new Set(drawn.map(({ video }) => video)).size).toBe(videos - 1);
        expect(new Set(drawn.map(({ frame }) => frame))).toEqual(new Set([0, 1, 2]));
      }),
      { numRuns: 30 },
    );
  });

  it('by the published rule refuses other videos and lets the own one through', () => {
    const request = { videos: 20, own: 1, refusedSpan: PUBLISHED_REFUSED_SPAN };
    // 60 to 119 are refused: the videos 6 to 11. 15 is a frame of the own video.
    const drawn = drawNegativeFrames(2, request, scripted([60, 119, 15, 120], 200));
    expect(drawn).toEqual([
      { video: 1, frame: 5 },
      { video: 12, frame: 0 },
    ]);
  });

  it('needs something to draw from', () => {
    expect(() => drawNegativeFrames(1, { videos: 1, own: 0 }, Math.random)).toThrow(
      'A split of 1 video(s) has no frame',
    );
    expect(() =>
      drawNegativeFrames(1, { videos: 6, own: 0, refusedSpan: PUBLISHED_REFUSED_SPAN }, Math.random),
    ).toThrow(expect.objectContaining({ code: 'DATASET_SPLIT' }));
  });
});
