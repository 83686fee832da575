// The suite passes a sound head and names each thing that an unsound one gets wrong.
import { type Context, Linear } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Accuracy } from '../accuracy.ts';
import { type HostArrays, hostArray } from '../host-arrays.ts';
import { binaryCrossEntropy } from '../losses.ts';
import {
  type DualFeatures,
  type Losses,
  type MetricAccumulator,
  type Outputs,
  type Targets,
  TaskHead,
} from '../task-head.ts';
import { type ConformanceSample, checkTaskHead } from './check-task-head.ts';

/** Says for each segment whether something happens. */
class SoundHead extends TaskHead<{ happens: boolean }> {
  readonly name = 'happens';
  readonly score = 'accuracy';
  readonly #classifier = this.child('classifier', new Linear(2, 1));

  constructor() {
    super();
    this.child('spare', new Linear(1, 1));
  }

  override forward({ visual }: DualFeatures, _: Context): Outputs {
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

/** What the suite says of heads of this class. */
const check = (Head: new () => SoundHead): Promise<string[]> => checkTaskHead(() => new Head(), sample());

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('a sound head conforms, whatever backend is set, and that stays set', async () => {
  for (const name of ['cpu', 'onnxruntime']) {
    await tf.setBackend(name);
    expect(await check(SoundHead)).toEqual([]);
    expect(tf.getBackend()).toBe(name);
  }
});

test('every violation is named', async () => {
  expect(await check(UnsoundHead)).toEqual([
    'the loss term nothing is NaN',
    'the loss term vector has shape [3] instead of being a scalar',
    'classifier.bias is listed as unused but gets a gradient',
    'no gradient reaches spare.weight, which isUnused() does not list',
    'a perfect prediction has accuracy 0 instead of 100',
    'decode() gives 1 answers for 3 clips',
    'decode() gives something that JSON cannot carry',
  ]);
});

describe('a training step fails', () => {
  test('where no parameter can change the losses', async () => {
    class Constant extends SoundHead {
      override loss(): Losses {
        return { constant: tf.scalar(1) };
      }
    }
    expect(await check(Constant)).toEqual([
      expect.stringMatching(/^a training step fails: Cannot find a connection/),
    ]);
  });

  test('where there is no loss', async () => {
    class Aimless extends SoundHead {
      override loss(): Losses {
        return {};
      }
    }
    expect(await check(Aimless)).toEqual(['a training step fails: loss() gives no term']);
  });
});

test('a gradient that is not finite is named, though the loss is', async () => {
  class Steep extends SoundHead {
    override loss({ logits }: Outputs): Losses {
      return { root: (logits as tf.Tensor).mul(0).sqrt().sum() };
    }
  }
  expect(await check(Steep)).toEqual([
    'the gradient of classifier.weight is NaN',
    'the gradient of classifier.bias is NaN',
  ]);
});

describe('a head that does not trace', () => {
  test('reads a value', async () => {
    class Reading extends SoundHead {
      override forward(features: DualFeatures, context: Context): Outputs {
        const { logits } = super.forward(features, context) as { logits: tf.Tensor };
        return { logits: logits.add(tf.scalar(logits.dataSync()[0] ?? 0)) };
      }
    }
    expect(await check(Reading)).toEqual([
      expect.stringMatching(/^it cannot be traced: the value of a float32 tensor .* was read/),
    ]);
  });

  test('draws noise on the host, if only in training', async () => {
    class Noisy extends SoundHead {
      override forward(features: DualFeatures, context: Context): Outputs {
        const { logits } = super.forward(features, context) as { logits: tf.Tensor };
        return { logits: context.training ? tf.dropout(logits, 0.5) : logits };
      }
    }
    expect(await check(Noisy)).toEqual([expect.stringMatching(/^it cannot be traced: /)]);
  });

  test('computes something else the second time', async () => {
    let calls = 0;
    class Counting extends SoundHead {
      override forward(features: DualFeatures, context: Context): Outputs {
        const { logits } = super.forward(features, context) as { logits: tf.Tensor };
        calls += 1;
        return { logits: context.training ? logits.mul(calls) : logits };
      }
    }
    expect(await check(Counting)).toEqual(
      ['the loss term bce', 'the gradient of classifier.weight', 'the gradient of classifier.bias'].map(
        (what) => `traced, ${what} is not what it is on the CPU backend`,
      ),
    );
  });
});

describe('a head whose state dict is not all of it', () => {
  test('has a variable that it does not list', async () => {
    class Hiding extends SoundHead {
      readonly #shift = tf.variable(tf.scalar(0.5));
      override forward(features: DualFeatures, context: Context): Outputs {
        const { logits } = super.forward(features, context) as { logits: tf.Tensor };
        return { logits: logits.add(this.#shift) };
      }
    }
    expect(await check(Hiding)).toEqual([
      'a variable of shape [] is in no checkpoint; register it with parameter() or buffer()',
    ]);
  });

  test('keeps something elsewhere', async () => {
    let made = 0;
    class Forgetting extends SoundHead {
      readonly #scale = ++made;
      override forward(features: DualFeatures, context: Context): Outputs {
        const { logits } = super.forward(features, context) as { logits: tf.Tensor };
        return { logits: logits.mul(this.#scale) };
      }
    }
    expect(await check(Forgetting)).toContain(
      'after saving and loading, the output logits is not what it was',
    );
  });

  test('has other names each time', async () => {
    let made = 0;
    class Renamed extends SoundHead {
      constructor() {
        super();
        this.child(`spare.${++made}`, new Linear(1, 1));
      }
    }
    expect(await check(Renamed)).toEqual(['a fresh head has no parameter spare.1.weight to load']);
  });

  test('has other shapes each time', async () => {
    let made = 0;
    class Resized extends SoundHead {
      constructor() {
        super();
        this.child('spare.again', new Linear(++made, 1));
      }
    }
    expect(await check(Resized)).toEqual([
      expect.stringMatching(/^a saved head cannot be loaded: spare\.again\.weight has shape \[1,2\]/),
    ]);
  });
});
