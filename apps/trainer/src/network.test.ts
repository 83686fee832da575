// What of a config reaches the network: the options by which it departs from the published code.

import type { AveNetwork } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { buildNetwork } from './network.ts';

beforeAll(() => tf.setBackend('cpu'));

const CLASSES = ['bell', 'dog'];
const RANDOM = ['visual.weights=null', 'audio.weights=null'];

const networkOf = async (...sets: string[]) =>
  (await buildNetwork(loadConfig('ave-tiny', [...RANDOM, ...sets]), CLASSES)) as AveNetwork;

it('the encoders take their rates and modes', async () => {
  const { encoder } = await networkOf(
    'visual.dropPathRate=0.3',
    'audio.dropPathRate=0.2',
    'audio.trainMode={ batchNorm: false, mixup: true }',
    'audio.readoutNorm=true',
  );
  expect(encoder.visual).toHaveProperty('config.dropPathRate', 0.3);
  expect(encoder.audio).toMatchObject({
    config: {
      dropPathRate: 0.2,
      trainMode: { batchNorm: false, specAugment: true, mixup: true, dropPath: true },
      readoutNorm: true,
    },
  });
});

it('the layers take their gates', async () => {
  const gates = async (...sets: string[]) =>
    [...(await networkOf(...sets)).namedParameters().keys()].filter((name) => /_p1\.0\.gate$/.test(name));
  expect(await gates('model.adapter.gate=false')).toEqual(['vis_adapter_blocks_p1.0.gate']);
  expect(await gates('model.adapter.gate=false', 'model.visualGate=false')).toEqual([]);
});

it('the head takes its start and its losses', async () => {
  const segments = tf.fill([1, 10], CLASSES.length, 'int32');
  const gates = { audioGate: tf.fill([1, 10], 0.5), visualGate: tf.ones([1, 10]) };
  const outputs = {
    ...gates,
    isEvent: tf.zeros([1, 10]),
    eventScores: tf.zeros([1, 2]),
    avScore: tf.zeros([1, 2]),
  };
  const read = async (...sets: string[]) => {
    const { head } = await networkOf(...sets);
    const { gate, event_class } = head.loss(outputs, { segments });
    const weights = head.namedParameters();
    const [first, second] = await Promise.all(
      [0, 1].map((i) =>
        weights.get(`temporal_attn.audio_encoder.encoder.layers.${i}.linear1.weight`)?.read(),
      ),
    );
    return {
      gate: (await gate?.data())?.[0],
      eventClass: (await event_class?.data())?.[0],
      alike: first?.every((value, i) => value === second?.[i]),
    };
  };
  const published = await read(
    'model.temporal.identicalStart=true',
    'training.losses={ gate: logit, clipClass: largest-index }',
  );
  expect(published.gate).toBeCloseTo(Math.log(1 + Math.exp(0.5)));
  expect(published).toMatchObject({ eventClass: expect.closeTo(Math.log(2)), alike: true });
  const right = await read();
  expect(right.gate).toBeCloseTo(Math.log(2));
  expect(right.eventClass).toBeCloseTo(0);
  expect(right.alike).toBe(false);
});
