// A training process for tests that kill it: goes on with the run in OUT if there is one, saves after every second step
// and keeps two checkpoints. `killed-run.mjs OUT EPOCHS [FAULT as JSON]`; prints what it resumed from, and `ready`.
import { Adam, constantRate, dropout, Linear, Module } from '@dg-sct/nn';
import { crossEntropy } from '@dg-sct/task';
import { batchIndices, findCheckpoint, tensorNamed, train } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import { inject } from './faults.mjs';

const [out, epochs, fault] = process.argv.slice(2);

class Network extends Module {
  hidden = this.child('hidden', new Linear(2, 8));
  output = this.child('output', new Linear(8, 2));
}

async function* load(order) {
  for (const indices of order) {
    const x = indices.flatMap((i) => [(1 + (i % 2)) * Math.cos(i), (1 + (i % 2)) * Math.sin(i)]);
    yield {
      inputs: { x: { shape: [indices.length, 2], data: Float32Array.from(x) } },
      targets: { ring: { shape: [indices.length], data: Int32Array.from(indices, (i) => i % 2) } },
      names: indices.map((i) => `point ${i}`),
    };
  }
}

await tf.setBackend('cpu');
const network = new Network().initialize(1);
const found = await findCheckpoint(out);
if (fault !== undefined) inject(JSON.parse(fault));
await train({
  objective: {
    network,
    forward: (inputs, context) => {
      const features = network.hidden.forward(tensorNamed(inputs, 'x')).relu();
      return { logits: network.output.forward(dropout(features, 0.2, context)) };
    },
    loss: (outputs, targets) => ({
      ring: crossEntropy(tensorNamed(outputs, 'logits'), tensorNamed(targets, 'ring')),
    }),
    // Better with every epoch, so that both places are written.
    metric: () => ({ add() {}, result: () => ({ time: Date.now() }) }),
  },
  optimizer: new Adam(network.trainableParameters()),
  schedule: constantRate(0.01),
  batches: ({ epoch, start }) =>
    load(batchIndices({ count: 20, batchSize: 4, shuffle: { seed: 1, epoch } }).slice(start)),
  validation: () => load([[20, 21, 22, 23]]),
  monitor: 'time',
  epochs: Number(epochs),
  seed: 1,
  out,
  keep: 2,
  saveEvery: { steps: 2 },
  metrics: true,
  ...(found === undefined ? {} : { resume: out }),
  onEvent: (event) => {
    if (event.type === 'resume') console.log(JSON.stringify(event));
    if (event.type === 'start') console.log('ready');
  },
});
