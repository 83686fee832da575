// What frozen weights take while a function is compiled that reads them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MATRICES = 12;
const MEGABYTES = 64 * MATRICES;

/** Prints the most memory that it held, in MB. */
const PROGRAM = `
  import * as tf from '@tensorflow/tfjs';
  import { readFileSync } from 'node:fs';
  import { BACKEND_NAME, compile, runtime } from './dist/index.js';
  await tf.setBackend(BACKEND_NAME);
  const matrix = () => tf.tensor2d(new Float32Array(2 ** 24).fill(1 / 4096), [4096, 4096]);
  const weights = Array.from({ length: ${MATRICES} }, () => tf.tidy(() => tf.variable(matrix(), false)));
  const forward = compile((x) => weights.reduce((h, w) => h.matMul(w), x), { training: false });
  const [first] = await (await forward(tf.ones([1, 4096]))).data();
  if (Math.abs(first - 1) > 1e-3) throw new Error('it computed ' + first);
  let kilobytes = process.resourceUsage().maxRSS;
  try {
    kilobytes = Number(/^VmHWM:\\s*(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {}
  console.log(kilobytes / 1024);
  await runtime.dispose();`;

it('moves them to the worker without holding all of them twice', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  expect(status, stderr).toBe(0);
  expect(Number(stdout)).toBeGreaterThan(MEGABYTES);
  expect(Number(stdout)).toBeLessThan(1.75 * MEGABYTES);
});
