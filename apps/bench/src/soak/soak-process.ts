// The process that `bench soak` measures: `node --expose-gc soak-process.js WARM_UP STEPS`. It trains the network of the
// preset `ave-tiny` and prints what it held, and how fast it was, after the warm-up and at the end.
import { readdirSync } from 'node:fs';
import { graphCache, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { prepareStep } from '../network/passes.ts';
import { AVE_TINY } from '../network/sizes.ts';
import { median } from '../statistics/median.ts';
import type { Growth, Held } from './measure.ts';

/** Last steps of a span. After each of them garbage is collected: V8 keeps more or less of it as it likes. */
const WINDOW = 20;

const [warmUp = 0, steps = 0] = process.argv.slice(2).map(Number);
graphCache.configure({ folder: undefined });
await tf.setBackend('onnxruntime');
const { step } = prepareStep(AVE_TINY);

async function heldAfter(count: number): Promise<Held> {
  const observed: number[] = [];
  const seconds: number[] = [];
  for (let left = count; left > 0; left--) {
    const began = performance.now();
    await step();
    if (left > 10 * WINDOW) continue;
    seconds.push((performance.now() - began) / 1000);
    if (left > WINDOW) continue;
    globalThis.gc?.();
    observed.push(process.memoryUsage.rss());
  }
  return {
    bytes: median(observed),
    tensors: tf.memory().numTensors,
    handles: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    stepsPerSecond: 1 / median(seconds),
  };
}

const growth: Growth = { before: await heldAfter(warmUp), after: await heldAfter(steps) };
process.stdout.write(`${JSON.stringify(growth)}\n`);
await runtime.dispose();
