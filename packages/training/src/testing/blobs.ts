// A small classification problem for tests: points around three centres, and
// a network with everything a resume must restore (weights, running
// statistics, dropout noise, a frozen layer).
import {
  Adam,
  BatchNorm,
  type Context,
  constantRate,
  dropout,
  Linear,
  Module,
  seededRandom,
} from '@dg-sct/nn';
import { crossEntropy, type HostArrays, hostArray, type MetricAccumulator } from '@dg-sct/task';
import type * as tf from '@tensorflow/tfjs';
import { type Batch, batchIndices, tensorNamed } from '../batch.ts';
import type { Objective } from '../objective.ts';
import type { TrainOptions } from '../train-options.ts';

export class Classifier extends Module {
  readonly frozen = this.child('frozen', new Linear(2, 8));
  readonly norm = this.child('norm', new BatchNorm(8));
  readonly head = this.child('head', new Linear(8, 3));
  readonly unused = this.child('unused', new Linear(2, 2));
  readonly #rate: number;

  constructor(rate: number) {
    super();
    this.#rate = rate;
    this.initialize(11);
    this.frozen.setTrainable(false);
  }

  forward(x: tf.Tensor, context: Context): tf.Tensor {
    const features = this.norm.forward(this.frozen.forward(x), context).relu();
    return this.head.forward(dropout(features, this.#rate, context));
  }
}

class Accuracy implements MetricAccumulator {
  #right = 0;
  #count = 0;

  add(outputs: HostArrays, targets: HostArrays): void {
    const logits = hostArray(outputs, 'logits').data;
    for (const [row, label] of hostArray(targets, 'label').data.entries()) {
      const scores = [...logits.subarray(3 * row, 3 * row + 3)];
      if (scores.indexOf(Math.max(...scores)) === label) this.#right += 1;
      this.#count += 1;
    }
  }

  result() {
    return { accuracy: this.#right / this.#count };
  }
}

export function blobObjective(network: Classifier): Objective {
  return {
    network,
    forward: (inputs, context) => ({ logits: network.forward(tensorNamed(inputs, 'x'), context) }),
    loss: (outputs, targets) => ({
      crossEntropy: crossEntropy(tensorNamed(outputs, 'logits'), tensorNamed(targets, 'label')),
    }),
    metric: () => new Accuracy(),
  };
}

const CENTRES = [
  [0, 1.5],
  [1.5, -1],
  [-1.5, -1],
] as const;

/** Clip `index` belongs to class `index % 3`. */
export function blobBatch(indices: readonly number[]): Batch {
  const x = new Float32Array(2 * indices.length);
  const label = new Int32Array(indices.length);
  for (const [row, index] of indices.entries()) {
    const random = seededRandom(index);
    const kind = index % 3;
    label[row] = kind;
    for (const axis of [0, 1]) x[2 * row + axis] = (CENTRES[kind]?.[axis] ?? 0) + random() - 0.5;
  }
  return {
    inputs: { x: { data: x, shape: [indices.length, 2] } },
    targets: { label: { data: label, shape: [indices.length] } },
    names: indices.map((index) => `clip-${index}`),
  };
}

export async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const SEED = 5;

/** Options of a run over 30 clips in batches of 8 (the last has 6), fresh network and optimizer. */
export function blobRun(rate = 0.2): TrainOptions {
  const network = new Classifier(rate);
  return {
    objective: blobObjective(network),
    optimizer: new Adam(network.trainableParameters()),
    schedule: constantRate(0.02),
    batches: ({ epoch, start }) => {
      const indices = batchIndices({ count: 30, batchSize: 8, shuffle: { seed: SEED, epoch } });
      return stream(indices.slice(start).map(blobBatch));
    },
    validation: () =>
      stream(batchIndices({ count: 15, batchSize: 8 }).map((i) => blobBatch(i.map((n) => n + 30)))),
    monitor: 'accuracy',
    epochs: 2,
    seed: SEED,
  };
}
