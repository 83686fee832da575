// The law of drawn stripes, mixup weights and crops. What they do is checked by the goldens.
import { RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTestBackend } from '../testing/run.ts';
import { augment } from './augment.ts';
import { cropAtRandom } from './crop.ts';
import { drawMixup } from './mixup.ts';
import { drawStripes } from './spec-augment.ts';

beforeAll(useTestBackend);

describe('drawStripes', () => {
  it('keeps every stripe inside the axis, with every length below 64 frames and 8 bins', async () => {
    const { time, mel } = drawStripes([2000, 101, 64], new RandomStream(1));
    for (const [{ start, length }, size, width] of [
      [time, 101, 64],
      [mel, 64, 8],
    ] as const) {
      const lengths = await length.data();
      const starts = await start.data();
      expect(new Set(lengths)).toEqual(new Set(Array.from({ length: width }, (_, i) => i)));
      const lasts = starts.map((from, i) => from + (lengths[i] ?? 0));
      expect(Math.min(...starts)).toBe(0);
      expect(Math.max(...lasts)).toBe(size - 1);
      expect(starts.every(Number.isInteger)).toBe(true);
    }
  });

  it('fits an axis shorter than the widest stripe', async () => {
    const { time } = drawStripes([500, 3, 64], new RandomStream(2));
    expect(new Set(await time.length.data())).toEqual(new Set([0, 1, 2]));
    expect(Math.max(...(await time.start.add(time.length).data()))).toBeLessThanOrEqual(2);
  });
});

describe('augment', () => {
  const x = tf.ones([4, 101, 64]);

  it('draws anew in each step and the same for the same seed', async () => {
    const random = new RandomStream(3);
    const again = new RandomStream(3);
    const first = await augment(x, { specAugment: true }, random).data();
    expect(await augment(x, { specAugment: true }, again).data()).toEqual(first);
    random.advance();
    expect(await augment(x, { specAugment: true }, random).data()).not.toEqual(first);
  });

  it('is the identity where both parts are off', () => {
    expect(augment(x, { specAugment: false, mixup: false }, new RandomStream(4))).toBe(x);
  });

  it('blends with the reversed batch by weights of mean 1/2 and variance 1/8', async () => {
    const weights = Float32Array.from(await drawMixup(20000, new RandomStream(5)).data());
    const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
    const variance = weights.reduce((sum, w) => sum + (w - mean) ** 2, 0) / weights.length;
    expect(mean).toBeCloseTo(0.5, 1.7);
    expect(variance).toBeCloseTo(0.125, 2);
    const ramp = tf.tensor3d([0, 1], [2, 1, 1]);
    const [a = 0, b = 0] = await augment(ramp, { mixup: true }, new RandomStream(6)).data();
    const [wa = 0, wb = 0] = await drawMixup(2, new RandomStream(6)).data();
    expect([a, b]).toEqual([expect.closeTo(1 - wa), expect.closeTo(wb)]);
  });
});

it('crops consecutive frames of the same sample at any start', async () => {
  const x = tf.range(0, 300 * 10).reshape([300, 10, 1]);
  const crops = (await cropAtRandom(x, 4, new RandomStream(7)).array()) as number[][][];
  const starts = crops.map((frames, b) => {
    const values = frames.map(([value = Number.NaN]) => value - 10 * b);
    const [start = Number.NaN] = values;
    expect(values).toEqual([start, start + 1, start + 2, start + 3]);
    return start;
  });
  expect(new Set(starts)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});
