// What a network without layers is, what layers change before training, and what does not belong together.
// Its numbers are checked by the goldens.
import { EVAL } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallHtsat, smallSwin, TINY_ADAPTERS } from '../test/tiny-encoders.ts';
import { DualEncoder } from './dual-encoder.ts';
import { DG_SCT_VARIANTS } from './variants.ts';

describe('DualEncoder', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND_NAME);
  });
  test('without layers it is the two frozen encoders, pooled by the mean', async () => {
    const network = new DualEncoder({
      visual: smallSwin(),
      audio: smallHtsat(),
      crossModal: false,
    }).initialize(1);
    expect([...network.namedParameters().keys()].filter((name) => name.includes('adapter'))).toEqual([]);
    expect(network.trainableParameters().size).toBe(0);
    const frames = tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1);
    const output = network.forward({ frames, audio: tf.zeros([1, 40, 16]) }, EVAL);
    const alone = (network.visual as ReturnType<typeof smallSwin>).forwardFeatures(frames, EVAL);
    const gap = async (a: tf.Tensor, b: tf.Tensor) => (await a.sub(b).abs().max().data())[0];
    expect(output.visualMap).toBeUndefined();
    expect(await gap(output.visual, alone.mean(1))).toBeLessThan(1e-5);
    expect(await gap(output.visualTokens, alone)).toBeLessThan(1e-5);
    expect(await gap(network.encodeFrames(frames, EVAL), alone)).toBeLessThan(1e-5);
  });

  test('an untrained network differs from the frozen one in its pooling only', async () => {
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS });
    const frozen = new DualEncoder({
      visual: smallSwin(),
      audio: smallHtsat(),
      crossModal: false,
    }).initialize(1);
    network.initialize(1);
    const inputs = {
      frames: tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1),
      audio: tf.randomUniform([1, 40, 16], -60, 0, 'float32', 2),
    };
    const last = network.forward(inputs, EVAL, { collect: true }).stages?.at(-1);
    const expected = frozen.forward(inputs, EVAL, { collect: true }).stages?.at(-1);
    for (const side of ['visual', 'audio'] as const) {
      const gap = last?.[side].sub(expected?.[side] ?? 0).abs();
      expect((await gap?.max().data())?.[0], side).toBe(0);
    }
  });

  test('the maps weigh the tokens that come with them', async () => {
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS });
    const { audio, audioTokens, audioMap } = network.initialize(1).forward(
      {
        frames: tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 1),
        audio: tf.randomUniform([2, 40, 16], -60, 0, 'float32', 2),
      },
      EVAL,
    );
    const weighed = audioTokens.mul((audioMap as tf.Tensor).expandDims(2)).sum(1);
    expect((await audio.sub(weighed).abs().max().data())[0]).toBeLessThan(1e-5);
  });

  test('a variant says whether the checkpoint holds projections that nothing reads', () => {
    const adapters = { ...TINY_ADAPTERS, variant: DG_SCT_VARIANTS.avqa };
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), adapters });
    const names = [...network.namedParameters().keys()];
    expect(names.filter((name) => name.includes('token_downsampler'))).toEqual([]);
  });

  test('says which inputs do not belong together', () => {
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), crossModal: false });
    const inputs = { frames: tf.zeros([2, 32, 32, 3]), audio: tf.zeros([3, 40, 16]) };
    expect(() => network.forward(inputs, EVAL)).toThrow('2 frames but 3 pieces of audio');
  });
});
