import { expect, it } from 'vitest';
import { jitterColours } from './colour-jitter.ts';

/** Two clips of three frames with two pixels. */
const data = Float32Array.from({ length: 2 * 3 * 2 * 3 }, (_, i) => Math.sin(i));
const frames = { data, shape: [6, 1, 2, 3] };
const place = { strength: 0.4, seed: 5, epoch: 2, indices: [3, 8] };
const clipOf = (array: { readonly data: ArrayLike<number> }, clip: number) =>
  Array.from(array.data).slice(18 * clip, 18 * (clip + 1));

it('depends on example and epoch alone, not on the batch', () => {
  const before = Float32Array.from(data);
  const jittered = jitterColours(frames, place);
  expect(data).toEqual(before);
  expect(jittered.shape).toEqual(frames.shape);
  const turned = {
    data: Float32Array.from([...clipOf(frames, 1), ...clipOf(frames, 0)]),
    shape: frames.shape,
  };
  const other = jitterColours(turned, { ...place, indices: [8, 3] });
  expect(clipOf(other, 0)).toEqual(clipOf(jittered, 1));
  expect(clipOf(other, 1)).toEqual(clipOf(jittered, 0));
  expect(clipOf(jitterColours(frames, { ...place, epoch: 3 }), 0)).not.toEqual(clipOf(jittered, 0));
});

it('all frames of a clip change by the same line for each channel, within bounds', () => {
  let grey = 0;
  for (let epoch = 0; epoch < 200; epoch++) {
    const pixels = clipOf(jitterColours(frames, { ...place, epoch }), 0);
    const given = clipOf(frames, 0);
    const means = given.map((_, i) => {
      const first = i - (i % 3);
      return ((given[first] ?? 0) + (given[first + 1] ?? 0) + (given[first + 2] ?? 0)) / 3;
    });
    const fits = (source: readonly number[]): boolean =>
      [0, 1, 2].every((channel) => {
        const at = (values: readonly number[], pixel: number) => values[3 * pixel + channel] ?? 0;
        const gain = (at(pixels, 5) - at(pixels, 0)) / (at(source, 5) - at(source, 0));
        const shift = at(pixels, 0) - gain * at(source, 0);
        return (
          Math.abs(gain - 1) <= 0.4001 &&
          Math.abs(shift) <= 0.4001 &&
          [1, 2, 3, 4].every((pixel) => Math.abs(gain * at(source, pixel) + shift - at(pixels, pixel)) < 1e-5)
        );
      });
    expect(fits(given) || fits(means)).toBe(true);
    if (fits(means)) grey += 1;
  }
  expect(grey).toBeGreaterThan(25);
  expect(grey).toBeLessThan(80);
});
