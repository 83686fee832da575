// What a mask covers of a map, and how far sound and sight are apart, on cases that can be reckoned by hand.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { maskedMean, matchingLoss } from './matching.ts';
import { adaptivePool } from './pooling.ts';

beforeAll(() => tf.setBackend('cpu'));

const numbers = async (x: tf.Tensor): Promise<number[]> => Array.from(await x.data());

describe('adaptivePool', () => {
  const x = tf.tensor3d([1, 2, 3, 4, 5], [1, 1, 5]);

  it('covers cells that overlap where sizes do not divide', async () => {
    expect(await numbers(adaptivePool(x, 1, 3, 'average'))).toEqual([1.5, 3, 4.5]);
    expect(await numbers(adaptivePool(x, 1, 3, 'max'))).toEqual([2, 4, 5]);
  });
});

describe('maskedMean', () => {
  const map = tf.tensor4d([1, 3], [1, 1, 2, 1]);
  const logits = tf.tensor3d([4, 4, -4, -4, 4, 4, -4, -4], [1, 2, 4]);

  it('weighs by probability and divides by all pixels', async () => {
    const p = 1 / (1 + Math.exp(-4));
    const [value] = await numbers(maskedMean(map, logits, {}));
    expect(value).toBeCloseTo((p + 3 * (1 - p)) / 2, 5);
  });

  it('with a threshold, divides by the mask, and gives logits no gradient', async () => {
    const options = { threshold: true, pooled: 'probabilities' } as const;
    expect((await numbers(maskedMean(map, logits, options)))[0]).toBeCloseTo(1, 5);
    const gradient = tf.grad((x: tf.Tensor) => maskedMean(map, x, options).sum())(logits);
    expect(await numbers(gradient)).toEqual(new Array(8).fill(0));
  });
});

describe('matchingLoss', () => {
  const sound = tf.tensor2d([1, 0, 0, 1, 1, 0.1], [3, 2]);
  const loss = async (options: Parameters<typeof matchingLoss>[2], seen: tf.Tensor): Promise<number> =>
    (await numbers(matchingLoss(sound, seen, options)))[0] ?? Number.NaN;

  it('is zero, but for epsilons, where sight equals sound', async () => {
    expect(await loss({ measure: 'kl', weight: 1 }, sound)).toBeCloseTo(0, 6);
    expect(await loss({ measure: 'euclidean', weight: 1 }, sound)).toBeCloseTo(0, 5);
    expect(await loss({ measure: 'cosine', weight: 1 }, sound)).toBeCloseTo(0, 5);
  });

  it('sums divergences over frames, and averages distances', async () => {
    const seen = tf.zeros([3, 2]);
    const single = tf.tensor2d([1, 0], [1, 2]);
    const options = { measure: 'kl', weight: 1 } as const;
    const [one] = await numbers(matchingLoss(single, tf.zeros([1, 2]), options));
    const thrice = tf.concat([single, single, single]);
    const [three] = await numbers(matchingLoss(thrice, seen, options));
    expect(three).toBeCloseTo(3 * (one as number), 5);
  });

  it('with `closest`, compares with the sight of the frame that sounds most alike', async () => {
    const seen = tf.tensor2d([0, 0, 3, 4, 0, 0], [3, 2]);
    // Frames 0 and 2 sound alike and look alike; frame 1's nearest is 2, at distance 5.
    expect(await loss({ measure: 'euclidean', closest: true, weight: 1 }, seen)).toBeCloseTo(5 / 3, 4);
  });

  it('has a finite gradient where nothing is seen', async () => {
    const gradient = tf.grad((seen: tf.Tensor) =>
      matchingLoss(sound, seen, { measure: 'cosine', weight: 1 }),
    )(tf.zeros([3, 2]));
    expect((await numbers(gradient)).every(Number.isFinite)).toBe(true);
  });
});
