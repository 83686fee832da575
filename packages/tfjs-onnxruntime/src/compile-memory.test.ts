// What frozen weights take while a function is compiled that reads them.
import { expect, it } from 'vitest';
import { peakMegabytes } from '../test/peak-memory.ts';

const MATRICES = 12;
const MEGABYTES = 64 * MATRICES;

const PROGRAM = `
  import * as tf from '@tensorflow/tfjs';
  import { BACKEND_NAME, compile, runtime } from './dist/index.js';
  await tf.setBackend(BACKEND_NAME);
  const matrix = () => tf.tensor2d(new Float32Array(2 ** 24).fill(1 / 4096), [4096, 4096]);
  const weights = Array.from({ length: ${MATRICES} }, () => tf.tidy(() => tf.variable(matrix(), false)));
  const forward = compile((x) => weights.reduce((h, w) => h.matMul(w), x), { training: false });
  const [first] = await (await forward(tf.ones([1, 4096]))).data();
  if (Math.abs(first - 1) > 1e-3) throw new Error('it computed ' + first);`;

it('moves them to the worker without holding all of them twice', () => {
  const peak = peakMegabytes(PROGRAM);
  expect(peak).toBeGreaterThan(MEGABYTES);
  expect(peak).toBeLessThan(1.75 * MEGABYTES);
});
