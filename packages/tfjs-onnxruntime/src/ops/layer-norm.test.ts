// How exact the gradients are; that they are the right ones the kernel cases check.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BACKEND_NAME, compile, layerNorm, runtime } from '../index.ts';

beforeAll(() => tf.setBackend(BACKEND_NAME));
afterAll(() => runtime.dispose());

it('sums the gradient of the scale in blocks of rows, so that what is too small for the whole sum counts', async () => {
  const rows = 20_480;
  const width = 32;
  const tiny = 2 ** -29;
  // Each row is as it should be already, 1 and -1, so that the gradient of the scale is the sum of dy times these.
  const x = tf.tile(tf.tensor2d([[1, -1]]), [rows, width / 2]);
  const dy = tf.concat([tf.ones([1, width]), tf.fill([rows - 1, width], tiny)]);
  const [gamma, beta] = [tf.ones([width]), tf.zeros([width])];
  const gradient = compile((given: { x: tf.Tensor; dy: tf.Tensor }) =>
    tf.grad((scale) => layerNorm(given.x, scale, beta, 0).mul(given.dy).sum())(gamma),
  );
  const exact = 1 + (rows - 1) * tiny;
  for (const value of await (await gradient({ x, dy })).data()) {
    expect(Math.abs(Math.abs(value) - exact)).toBeLessThan(256 * tiny);
  }
  await gradient.dispose();
});
