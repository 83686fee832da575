// Segments to clips, and segments that make none.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { byClip } from './by-clip.ts';

beforeAll(() => tf.setBackend('cpu'));

test('the segments of a clip stand one after the other', () => {
  expect(byClip(tf.tensor2d([1, 2, 3, 4], [4, 1]), 2).arraySync()).toEqual([
    [[1], [2]],
    [[3], [4]],
  ]);
  expect(byClip(tf.zeros([6, 4, 5]), 3).shape).toEqual([2, 3, 4, 5]);
});

test('says what does not fit', () => {
  expect(() => byClip(tf.zeros([5, 1]), 2)).toThrow('5 segments do not make whole clips of 2');
});
