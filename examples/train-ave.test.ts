// The example trains on made-up clips, with the losses and accuracies of the packaged loop.
import { Adam, stepLr } from '@dg-sct/nn';
import type { TaskHead } from '@dg-sct/task';
import { batchIndices, tensorNamed, totalLoss, train } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { batchOf, buildNetwork, type Clip, type Sizes, trainAve } from './train-ave.ts';

const SIZES: Sizes = {
  segments: 4,
  imageSize: 16,
  sound: { sampleRate: 8000, hop: 400, fftSize: 512, melBins: 16, fmin: 50, fmax: 3500 },
  swin: { patchSize: 4, embedDim: 8, depths: [1], heads: [1], windowSize: 4 },
  htsat: { specSize: 32, embedDim: 8, depths: [1], heads: [1], windowSize: 4 },
  adapters: { reduction: 2, groups: 1, learnedTokens: 2, gateInit: 0.1 },
  head: { visualHidden: 8, audioHidden: 4, dim: 8, feedForward: 8, heads: 2, identicalStart: false },
  pretrained: false,
};
const CLASSES = ['bell', 'bark'];
const RECIPE = { epochs: 2, batchSize: 2, learningRate: 0.01, seed: 3 };

/** A bright picture and a loud sound for class 0, a dark one and a soft one for class 1. */
const clip = (index: number): Clip => {
  const kind = index % 2;
  const wave = (length: number) =>
    Float32Array.from({ length }, (_, i) => (kind === 0 ? 1 : -1) + Math.sin(i * (1 + 0.1 * index)));
  return {
    name: `clip ${index}`,
    frames: wave(4 * 16 * 16 * 3),
    logmel: wave(4 * 21 * 16).map((value) => 10 * value - 40),
    labels: [kind, kind, 2, kind],
  };
};
const clips = Array.from({ length: 6 }, (_, index) => clip(index));
const [training, validation] = [clips.slice(0, 4), clips.slice(4)];

it('the page and the packaged loop give the same curve', async () => {
  await tf.setBackend('onnxruntime');
  const curve = await trainAve({
    network: await buildNetwork(SIZES, CLASSES, RECIPE.seed),
    sizes: SIZES,
    recipe: RECIPE,
    train: training,
    validation,
  });
  expect(curve.losses).toHaveLength(4);
  expect(new Set(curve.losses).size).toBe(4);

  const network = await buildNetwork(SIZES, CLASSES, RECIPE.seed);
  const head: TaskHead<unknown> = network.head;
  const losses: number[] = [];
  async function* load(set: readonly Clip[], order: readonly (readonly number[])[]) {
    for (const indices of order)
      yield batchOf(
        indices.flatMap((index) => set[index] ?? []),
        SIZES,
      );
  }
  const { batchSize, seed, epochs } = RECIPE;
  const { history } = await train({
    objective: {
      network,
      forward: (inputs, context) => {
        const [frames, audio] = [tensorNamed(inputs, 'frames'), tensorNamed(inputs, 'audio')];
        return network.forward({ frames, audio }, context).outputs;
      },
      loss: (outputs, targets) => head.loss(outputs, targets),
      metric: () => head.metric(),
    },
    optimizer: new Adam(network.trainableParameters()),
    schedule: stepLr({ learningRate: RECIPE.learningRate, gamma: 0.35, every: 4 }),
    batches: ({ epoch, start }) =>
      load(training, batchIndices({ count: 4, batchSize, shuffle: { seed, epoch } }).slice(start)),
    validation: () => load(validation, batchIndices({ count: 2, batchSize })),
    monitor: 'segmentAccuracy',
    epochs,
    seed,
    onEvent: (event) => event.type === 'step' && losses.push(totalLoss(event.losses)),
  });
  for (const [index, loss] of losses.entries()) expect(curve.losses[index]).toBeCloseTo(loss, 5);
  expect(curve.accuracies).toEqual(history.map(({ evaluation }) => evaluation.metrics.segmentAccuracy));
}, 240_000);
