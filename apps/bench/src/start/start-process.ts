// The process that `bench start` measures: `node start-process.js LAYERS FOLDER`, the folder being that of cached
// graphs. It prints how long the first call of a compiled function took, and how many nodes it traced.
import { compile, graphCache, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { deepInput, deepStep } from './deep.ts';
import type { FirstCall } from './measure.ts';

const [layers = '1', folder] = process.argv.slice(2);
graphCache.configure({ folder });
await tf.setBackend('onnxruntime');
const fn = deepStep(Number(layers));
let traced = 0;
const step = compile((x: tf.Tensor) => {
  const start = performance.now();
  const loss = fn(x);
  traced = (performance.now() - start) / 1000;
  return loss;
});
const x = deepInput();
const start = performance.now();
const loss = await step(x);
const seconds = (performance.now() - start) / 1000;
const result: FirstCall = { seconds, traceSeconds: traced, loss: (await loss.data())[0] ?? Number.NaN };
process.stdout.write(`${JSON.stringify(result)}\n`);
await runtime.dispose();
