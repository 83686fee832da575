// The process that `bench paper` measures: `node paper-process.js forward|step RUNS full|tiny`. It runs the
// published AVE network on one clip, and prints how long that took and the most memory it had resident.
import { Adam, EVAL, RandomStream, valueAndGradients } from '@dg-sct/nn';
import type { AveNetwork } from '@dg-sct/task-ave';
import { compile, graphCache, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { median } from '../engine/median.ts';
import { peakBytes } from '../engine/peak-memory.ts';
import type { Passes } from './measure.ts';
import { type Clip, modelOf } from './network.ts';

const [pass = 'forward', runs = '1', scale = 'full'] = process.argv.slice(2);
graphCache.configure({ folder: undefined });
await tf.setBackend('onnxruntime');

function forwardOf(network: AveNetwork) {
  const forward = ({ frames, audio }: Clip) => ({ ...network.forward({ frames, audio }, EVAL).outputs });
  return compile(forward, { name: 'forward pass', training: false });
}

/** As the published recipe trains: Adam, the frozen encoders in training mode. */
function stepOf(network: AveNetwork) {
  const parameters = network.trainableParameters();
  const adam = new Adam(parameters);
  const random = new RandomStream(43);
  const step = ({ frames, audio, segments }: Clip): Record<string, tf.Tensor> => {
    const { value, gradients } = valueAndGradients(() => {
      const { outputs } = network.forward({ frames, audio }, { training: true, random });
      const losses = network.head.loss(outputs, { segments });
      return { ...losses, total: tf.addN(Object.values(losses)) };
    }, parameters);
    adam.apply(gradients, tf.scalar(5e-4));
    random.advance();
    return value;
  };
  return compile(step, { name: 'training step' });
}

async function seconds(call: () => Promise<Record<string, tf.Tensor>>): Promise<number> {
  const start = performance.now();
  const results = await call();
  const taken = (performance.now() - start) / 1000;
  const values = await Promise.all(Object.values(results).map((tensor) => tensor.data()));
  if (!values.every((data) => data.every(Number.isFinite)))
    throw new Error(`${pass}: not all results are finite`);
  tf.dispose(results);
  return taken;
}

const { network, clip } = modelOf(scale === 'tiny' ? 'tiny' : 'full');
const run = pass === 'step' ? stepOf(network) : forwardOf(network);
const first = await seconds(() => run(clip));
const later: number[] = [];
for (let left = Number(runs); left > 0; left--) later.push(await seconds(() => run(clip)));
const result: Passes = { firstSeconds: first, seconds: median(later), peakBytes: peakBytes() };
process.stdout.write(`${JSON.stringify(result)}\n`);
await runtime.dispose();
