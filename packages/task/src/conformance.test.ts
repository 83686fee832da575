// The suite passes a sound head and names each thing that an unsound one gets wrong.
import { Linear } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Accuracy } from './accuracy.ts';
import { type ConformanceSample, checkTaskHead } from './conformance.ts';
import { type HostArrays, hostArray } from './host-arrays.ts';
import { binaryCrossEntropy } from './losses.ts';
import {
  type DualFeatures,
  type Losses,
  type MetricAccumulator,
  type Outputs,
  type Targets,
  TaskHead,
} from './task-head.ts';

/** Says for each segment whether something happens. */
class SoundHead extends TaskHead<{ happens: boolean }> {
  readonly name = 'happens';
  readonly score = 'accuracy';
  readonly #classifier = this.child('classifier', new Linear(2, 1));

  constructor() {
    super();
    this.child('spare', new Linear(1, 1));
  }

  override forward({ visual }: DualFeatures): Outputs {
    return { logits: this.#classifier.forward(visual).squeeze([1]) };
  }

  override loss({ logits }: Outputs, { happens }: Targets): Losses {
    return { bce: binaryCrossEntropy(logits as tf.Tensor, happens as tf.Tensor) };
  }

  override metric(): MetricAccumulator {
    const accuracy = new Accuracy();
    return {
      add: (outputs, targets) => {
        const logits = Array.from(hostArray(outputs, 'logits').data);
        const { data } = hostArray(targets, 'happens');
        const correct = logits.filter((logit, i) => Number(logit > 0) === data[i]).length;
        accuracy.addBatch(correct, logits.length);
      },
      result: () => ({ accuracy: accuracy.exact }),
    };
  }

  override decode(outputs: HostArrays): { happens: boolean }[] {
    return Array.from(hostArray(outputs, 'logits').data, (logit) => ({ happens: logit > 0 }));
  }

  override isUnused(name: string): boolean {
    return name.startsWith('spare.');
  }
}

class UnsoundHead extends SoundHead {
  override loss({ logits }: Outputs): Losses {
    return { nothing: tf.scalar(Number.NaN), vector: logits as tf.Scalar };
  }
  override isUnused(name: string): boolean {
    return name === 'classifier.bias' || name === 'spare.bias';
  }
  override decode(): { happens: boolean }[] {
    return [{ happens: undefined as unknown as boolean }];
  }
  override metric(): MetricAccumulator {
    return { add: () => {}, result: () => ({ accuracy: 0 }) };
  }
}

function sample(): ConformanceSample {
  return {
    features: { visual: tf.randomNormal([3, 2], 0, 1, 'float32', 1), audio: tf.zeros([3, 1]) },
    targets: { happens: tf.tensor1d([1, 0, 1]) },
    perfect: { outputs: { logits: { shape: [3], data: Float32Array.of(1, -1, 1) } }, score: 100 },
  };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('a sound head conforms', async () => {
  expect(await checkTaskHead(new SoundHead().initialize(1), sample())).toEqual([]);
});

test('a loss that no parameter can change is named', async () => {
  class Constant extends SoundHead {
    override loss(): Losses {
      return { constant: tf.scalar(1) };
    }
  }
  const [problem] = await checkTaskHead(new Constant().initialize(1), sample());
  expect(problem).toMatch(/^the losses have no gradient: /);
});

test('every violation is named', async () => {
  const problems = await checkTaskHead(new UnsoundHead().initialize(1), sample());
  expect(problems).toEqual([
    'the loss term nothing is NaN',
    'the loss term vector has shape [3] instead of being a scalar',
    'classifier.bias is listed as unused but gets a gradient',
    'no gradient reaches spare.weight, which isUnused() does not list',
    'a perfect prediction has accuracy 0 instead of 100',
    'decode() gives 1 answers for 3 clips',
    'decode() gives something that JSON cannot carry',
  ]);
});
