// The process that `bench soak` measures: `node --expose-gc soak-process.js WARM_UP STEPS`. It trains transformer blocks and prints
// how much memory it had resident after the warm-up and at the end.
import { graphCache, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { BLOCKS } from '../engine/cases/blocks.ts';
import { median } from '../statistics/median.ts';
import type { Growth } from './measure.ts';

/** Last steps of a span, after each of which garbage is collected: V8 keeps more or less of it as it likes. */
const WINDOW = 20;

const [warmUp = 0, steps = 0] = process.argv.slice(2).map(Number);
graphCache.configure({ folder: undefined });
await tf.setBackend('onnxruntime');
const { step } = BLOCKS.prepare({ depth: 2, width: 96, heads: 4, rank: 12, frames: 4, tokens: 49 });

async function residentAfter(count: number): Promise<number> {
  const observed: number[] = [];
  for (let left = count; left > 0; left--) {
    await step();
    if (left > WINDOW) continue;
    globalThis.gc?.();
    observed.push(process.memoryUsage.rss());
  }
  return median(observed);
}

const growth: Growth = { before: await residentAfter(warmUp), after: await residentAfter(steps) };
process.stdout.write(`${JSON.stringify(growth)}\n`);
await runtime.dispose();
