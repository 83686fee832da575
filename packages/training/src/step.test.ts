// One optimizer step of several batches: the mean of all, or as published.
import { Adam, deriveSeed } from '@dg-sct/nn';
import type { Losses } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { type Batch, type Tensors, tensorNamed } from './batch.ts';
import type { Objective } from './objective.ts';
import { TrainingStep } from './step.ts';
import { blobBatch, blobObjective, blobRun, Classifier, stream } from './testing/blobs.ts';
import { train } from './train.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Without batch statistics in the loss's way: the classifier in evaluation mode, so batches do not see each other. */
function independentClips(network: Classifier): Objective {
  return {
    ...blobObjective(network),
    forward: (inputs) => ({ logits: network.forward(tensorNamed(inputs, 'x'), { training: false }) }),
  };
}

async function weightsAfter(
  batches: readonly Batch[],
  accumulation: { batches: number; mode: 'mean' | 'last-batch' },
  objectiveOf: (network: Classifier) => Objective,
): Promise<Map<string, number[]>> {
  const network = new Classifier(0);
  await train({
    ...blobRun(),
    objective: objectiveOf(network),
    optimizer: new Adam(network.trainableParameters()),
    batches: () => stream(batches),
    accumulation,
    epochs: 1,
  });
  const weights = new Map<string, number[]>();
  for (const [name, parameter] of network.namedParameters()) weights.set(name, [...(await parameter.read())]);
  return weights;
}

function expectClose(actual: Map<string, number[]>, expected: Map<string, number[]>): void {
  for (const [name, values] of expected) {
    for (const [i, value] of values.entries()) expect(actual.get(name)?.[i]).toBeCloseTo(value, 5);
  }
}

const [a, b, c] = [blobBatch([0, 1, 2, 3]), blobBatch([4, 5, 6, 7]), blobBatch([8, 9])];
const all = blobBatch([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const single = { batches: 1, mode: 'mean' } as const;

test('the mean of several batches is one step on the big batch, also where one is smaller', async () => {
  const big = await weightsAfter([all], single, independentClips);
  const start = new Classifier(0);
  expect(big.get('head.weight')).not.toEqual([...(await start.head.weight.read())]);
  expectClose(await weightsAfter([a, b, c], { batches: 3, mode: 'mean' }, independentClips), big);
});

test('a group that the epoch leaves short is a step of its own', async () => {
  const one = await weightsAfter([a, b], { batches: 2, mode: 'mean' }, independentClips);
  const two = await weightsAfter([a, b, c], { batches: 2, mode: 'mean' }, independentClips);
  expect(two.get('head.weight')).not.toEqual(one.get('head.weight'));
  expectClose(
    await weightsAfter([a, b, c], { batches: 4, mode: 'mean' }, independentClips),
    await weightsAfter([all], single, independentClips),
  );
});

test('as published, only the last batch of a group has gradients', async () => {
  const published = await weightsAfter([a, b, c], { batches: 2, mode: 'last-batch' }, independentClips);
  expect(published).toEqual(await weightsAfter([b, c], single, independentClips));
});

test('as published, all batches still update running statistics', async () => {
  const published = await weightsAfter([a, b, c], { batches: 2, mode: 'last-batch' }, blobObjective);
  const every = await weightsAfter([a, b, c], single, blobObjective);
  expect(published.get('norm.num_batches_tracked')).toEqual([3]);
  expect(published.get('norm.running_mean')).toEqual(every.get('norm.running_mean'));
  expect(published.get('head.weight')).not.toEqual(every.get('head.weight'));
});

test('clipping bounds the norm of the summed gradients', async () => {
  const lengths: number[] = [];
  for (const clipNorm of [undefined, 1e-3]) {
    const network = new Classifier(0);
    const optimizer = new Adam(network.trainableParameters());
    const step = new TrainingStep(blobObjective(network), { optimizer, seed: 1, accumulate: true, clipNorm });
    await step.accumulate(a, 0.5);
    await step.update(b, 0.1, 0.5);
    let square = 0;
    for (const [name, sum] of optimizer.namedParameters()) {
      if (name.startsWith('gradient_sum')) for (const value of await sum.read()) square += value * value;
    }
    lengths.push(Math.sqrt(square));
    await step.dispose();
  }
  expect(lengths[0]).toBeGreaterThan(0.01);
  expect(lengths[1]).toBeCloseTo(1e-3, 6);
});

test('every batch draws noise of its own, and the same seed draws it again', async () => {
  const losses = async (seed: number): Promise<(number | undefined)[]> => {
    const network = new Classifier(0.5);
    const optimizer = new Adam(network.trainableParameters());
    const step = new TrainingStep(blobObjective(network), { optimizer, seed, accumulate: false });
    const terms = [await step.observe(a), await step.observe(a), await step.observe(a)];
    await step.dispose();
    return terms.map(({ crossEntropy }) => crossEntropy);
  };
  const first = await losses(deriveSeed(1, 'noise'));
  expect(new Set(first).size).toBe(3);
  expect(await losses(deriveSeed(1, 'noise'))).toEqual(first);
  expect(await losses(deriveSeed(2, 'noise'))).not.toEqual(first);
});

test.each([{}, { total: true }])('a loss must have terms, none named "total"', async (named) => {
  const network = new Classifier(0);
  const objective = {
    ...blobObjective(network),
    loss: (outputs: Tensors): Losses =>
      'total' in named ? { total: tensorNamed(outputs, 'logits').mean() } : {},
  };
  const optimizer = new Adam(network.trainableParameters());
  const step = new TrainingStep(objective, { optimizer, seed: 1, accumulate: false });
  await expect(step.update(a, 0.1)).rejects.toMatchObject({ code: 'BAD_OBJECTIVE' });
});
