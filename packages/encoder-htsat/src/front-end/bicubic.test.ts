// The matrices that stretch, and images that do not come about. Numbers are checked by the goldens.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTestBackend } from '../testing/run.ts';
import { bicubicMatrix } from './bicubic.ts';
import { imageShape, toImage } from './image.ts';

beforeAll(useTestBackend);

describe('bicubicMatrix', () => {
  it.each([
    [1, 5],
    [7, 1],
    [21, 128],
    [1001, 1024],
  ])('%i to %i: rows sum to 1 and the corners stay', (from, to) => {
    const matrix = bicubicMatrix(from, to);
    for (let row = 0; row < to; row++) {
      const weights = matrix.subarray(row * from, (row + 1) * from);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    }
    expect(matrix[0]).toBe(1);
    if (to > 1) expect(matrix[to * from - 1]).toBe(1);
  });

  it('is the identity at equal sizes', () => {
    expect(bicubicMatrix(4, 4)).toEqual(Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)));
  });
});

describe('toImage', () => {
  it('refuses more frames than fit', () => {
    expect(() => toImage(tf.zeros([1, 65, 16]), imageShape(32, 16))).toThrow(/65 frames .* holds 64/);
  });

  it('refuses mel bins that do not fold', () => {
    expect(() => imageShape(64, 65)).toThrow(/65 mel bins/);
    expect(() => imageShape(64, 20)).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });
});
