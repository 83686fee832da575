// Interpolation matrices: laws that all kinds share, and what sets each apart.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Interpolation, interpolationMatrix, resizeGrid } from './resize.ts';

beforeAll(() => tf.setBackend('cpu'));

const KINDS: readonly Interpolation[] = (['bilinear', 'bicubic'] as const).flatMap((kind) =>
  [false, true].map((alignCorners) => ({ kind, alignCorners })),
);
const size = fc.integer({ min: 1, max: 40 });

describe.each(KINDS)('$kind, corners aligned: $alignCorners', (interpolation) => {
  it('has rows that sum to one, and mirrors', () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        const matrix = interpolationMatrix(from, to, interpolation);
        for (let row = 0; row < to; row++) {
          const weights = matrix.subarray(row * from, (row + 1) * from);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
        }
        const single = interpolation.alignCorners && to === 1;
        if (!single) expect(Array.from(matrix.toReversed())).toEqual(Array.from(matrix, closeTo));
      }),
    );
  });

  it('is the identity at equal sizes', () => {
    const identity = Float32Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1 : 0));
    expect(interpolationMatrix(5, 5, interpolation)).toEqual(identity);
  });

  it('keeps the ends where corners are aligned, and only there', () => {
    const matrix = interpolationMatrix(7, 21, interpolation);
    expect([matrix[0] === 1, matrix[matrix.length - 1] === 1]).toEqual(
      interpolation.kind === 'bilinear'
        ? [true, true] // a bilinear point beyond the outermost centre reads that one alone
        : [interpolation.alignCorners, interpolation.alignCorners],
    );
  });
});

const closeTo = (value: number): unknown => expect.closeTo(value, 6);

it('resizes rows and columns, each channel by itself', async () => {
  const x = tf.tensor4d([0, 100, 1, 101, 2, 102, 3, 103], [1, 2, 2, 2]);
  const y = resizeGrid(x, 3, 2, { kind: 'bilinear', alignCorners: true });
  expect(y.shape).toEqual([1, 3, 2, 2]);
  expect(Array.from(await y.data())).toEqual([0, 100, 1, 101, 1, 101, 2, 102, 2, 102, 3, 103]);
});
