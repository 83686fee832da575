// M_J and M_F on frames that can be scored by hand, with the quirks of the published ones; numbers of the reference
// are compared by the golden checker.
import type { HostArrays } from '@dg-sct/task';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIou, precisionRecall, THRESHOLDS } from './frame-scores.ts';
import { AvsMetric, fMeasure } from './metric.ts';

const frame = (logits: readonly number[], mask: readonly number[]) => ({
  logits: Float32Array.from(logits),
  mask: Float32Array.from(mask),
});

/** Clips of one frame with four pixels. */
function batch(...clips: { logits: Float32Array; mask: Float32Array }[]): [HostArrays, HostArrays] {
  const shape = [clips.length, 1, 2, 2];
  const joined = (part: 'logits' | 'mask') => Float32Array.from(clips.flatMap((clip) => [...clip[part]]));
  return [{ logits: { shape, data: joined('logits') } }, { masks: { shape, data: joined('mask') } }];
}

describe('frameIou', () => {
  it('counts pixels above one half, a half itself not', () => {
    expect(frameIou(Float32Array.of(1, 1, -1, 0), Float32Array.of(1, 0, 1, 0))).toBeCloseTo(1 / 3, 6);
  });

  it('of an empty mask, is the share of pixels that were left out', () => {
    expect(frameIou(Float32Array.of(1, -1, -1, -1), new Float32Array(4))).toBeCloseTo(0.75, 6);
  });

  it('is exactly 1 where nothing is wrong', () => {
    expect(frameIou(Float32Array.of(2, 2, -2, -2), Float32Array.of(1, 1, 0, 0))).toBe(1);
  });
});

it('precision and recall equal counting at every threshold', () => {
  const pixel = fc.record({
    logit: fc.float({ min: -20, max: 20, noNaN: true }),
    value: fc.constantFrom(0, 1),
  });
  fc.assert(
    fc.property(fc.array(pixel, { minLength: 1, maxLength: 12 }), (pixels) => {
      const logits = Float32Array.from(pixels, ({ logit }) => logit);
      const mask = Float32Array.from(pixels, ({ value }) => value);
      const { precision, recall } = precisionRecall(logits, mask);
      const total = mask.reduce((sum, value) => sum + value, 0);
      for (const [k, threshold] of THRESHOLDS.entries()) {
        const reached = [...logits.keys()].filter(
          (i) => Math.fround(1 / (1 + Math.exp(-(logits[i] as number)))) >= threshold,
        );
        const hits = reached.reduce((sum, i) => sum + (mask[i] as number), 0);
        expect(precision[k]).toBeCloseTo(reached.length === 0 ? 0 : hits / reached.length, 9);
        expect(recall[k]).toBeCloseTo(total === 0 ? 0 : hits / total, 9);
      }
    }),
  );
});

describe('fMeasure', () => {
  it('takes one threshold for all frames together', () => {
    const low = frame([-1, -3, -3, -3], [1, 0, 0, 0]);
    const high = frame([3, 1, 1, 1], [1, 0, 0, 0]);
    expect(fMeasure([low])).toBe(1);
    expect(fMeasure([high])).toBe(1);
    expect(fMeasure([low, high])).toBeLessThan(0.9);
  });

  it('skips frames with an empty mask, and is 0 where all are', () => {
    const good = frame([3, -3, -3, -3], [1, 0, 0, 0]);
    const empty = frame([3, 3, 3, 3], [0, 0, 0, 0]);
    expect(fMeasure([good, empty])).toBe(1);
    expect(fMeasure([empty])).toBe(0);
  });
});

describe('AvsMetric', () => {
  const low = frame([-1, -3, -3, -3], [1, 0, 0, 0]);
  const high = frame([3, 1, 1, 1], [1, 0, 0, 0]);

  it('depends on batches as published, and not on them by clip', () => {
    const together = new AvsMetric();
    together.add(...batch(low, high));
    const apart = new AvsMetric();
    apart.add(...batch(low));
    apart.add(...batch(high));
    expect(together.result().M_F).toBeLessThan(apart.result().M_F);
    expect(together.result().clipM_F).toBe(apart.result().clipM_F);
    expect(together.result().clipM_J).toBe(apart.result().clipM_J);
  });

  it('scores the first K frames where there are masks of K', () => {
    const metric = new AvsMetric();
    metric.add(
      { logits: { shape: [1, 2, 1, 2], data: Float32Array.of(1, -1, 1, 1) } },
      { masks: { shape: [1, 1, 1, 2], data: Float32Array.of(1, 0) } },
    );
    expect(metric.result().M_F).toBe(100);
  });
});
