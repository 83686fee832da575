// Evaluation: weighted means, no change of the network, stopping.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { blobBatch, blobObjective, Classifier, stream } from './testing/blobs.ts';

beforeAll(() => tf.setBackend('cpu'));

const two = [blobBatch([0, 1, 2, 3, 4]), blobBatch([5])];

test('batches of different size give the numbers of one batch', async () => {
  const objective = blobObjective(new Classifier(0.5));
  const split = await evaluate(objective, stream(two));
  const whole = await evaluate(objective, stream([blobBatch([0, 1, 2, 3, 4, 5])]));
  expect(split.clips).toBe(6);
  expect(split.metrics).toEqual(whole.metrics);
  expect(split.losses.crossEntropy).toBeCloseTo(whole.losses.crossEntropy ?? Number.NaN, 6);
});

test('neither weights nor running statistics nor the number of tensors change', async () => {
  const network = new Classifier(0.5);
  const read = () =>
    Promise.all([...network.namedParameters().values()].map((parameter) => parameter.read()));
  const before = await read();
  const tensors = tf.memory().numTensors;
  await evaluate(blobObjective(network), stream(two));
  expect(await read()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('a stop is thrown as its reason, a broken clip is named', async () => {
  const objective = blobObjective(new Classifier(0));
  const stopped = evaluate(objective, stream(two), { signal: AbortSignal.abort('enough') });
  await expect(stopped).rejects.toBe('enough');
  const broken = blobBatch([8]);
  for (const { data } of Object.values(broken.inputs)) data[0] = Number.NaN;
  await expect(evaluate(objective, stream([broken]))).rejects.toMatchObject({ clips: ['clip-8'] });
});
