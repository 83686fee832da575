// Images that do not come about. Numbers are checked by the goldens.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTestBackend } from '../testing/run.ts';
import { imageShape, toImage } from './image.ts';

beforeAll(useTestBackend);

describe('toImage', () => {
  it('refuses more frames than fit', () => {
    expect(() => toImage(tf.zeros([1, 65, 16]), imageShape(32, 16))).toThrow(/65 frames .* holds 64/);
  });

  it('refuses mel bins that do not fold', () => {
    expect(() => imageShape(64, 65)).toThrow(/65 mel bins/);
    expect(() => imageShape(64, 20)).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });
});
