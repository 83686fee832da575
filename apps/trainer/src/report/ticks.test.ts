// Round numbers that hold the data between them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticksOver } from './ticks.ts';

describe('ticksOver', () => {
  it.each([
    [0, 10, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [0, 83.4, 5, [0, 20, 40, 60, 80, 100]],
    [1, 12, 6, [0, 2, 4, 6, 8, 10, 12]],
    [0, 0.7, 5, [0, 0.2, 0.4, 0.6, 0.8]],
    [3, 3, 5, [3, 3.2]],
  ])('%d to %d, about %d', (from, to, count, expected) => {
    expect(ticksOver(from, to, count)).toEqual(expected);
  });

  it('reach around the data in equal steps, and are not many', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, span) => {
        const ticks = ticksOver(from, from + span, 5);
        const step = (ticks[1] as number) - (ticks[0] as number);
        expect(ticks[0]).toBeLessThanOrEqual(from + step * 1e-6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(from + span - step * 1e-6);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const [index, tick] of ticks.entries()) {
          expect(Math.abs(tick - ((ticks[0] as number) + index * step))).toBeLessThan(step * 1e-3);
        }
      }),
    );
  });
});
