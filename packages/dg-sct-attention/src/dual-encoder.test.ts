// What a network without layers is, what layers change before training, and what does not belong together.
// Its numbers are checked by the goldens.
import { EVAL, RandomStream } from '@dg-sct/nn';
import { BACKEND_NAME, compile } from '@dg-sct/tfjs-onnxruntime';
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

  test.each([
    [true, '1'],
    [false, '0'],
  ])('frozen encoders in training mode: %s', async (encoderTraining, tracked) => {
    const parts = { visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS };
    const network = new DualEncoder({ ...parts, encoderTraining }).initialize(1);
    const mean = async () => [
      ...((await network.namedParameters().get('htsat.bn0.running_mean')?.read()) ?? []),
    ];
    const before = await mean();
    // Enough samples for stochastic depth to drop a residual.
    const frames = tf.randomUniform([16, 32, 32, 3], -1, 1, 'float32', 1);
    const inputs = { frames, audio: tf.randomUniform([16, 40, 16], -60, 0, 'float32', 2) };
    const random = new RandomStream(3);
    const run = compile(() => network.forward(inputs, { training: true, random }).visual);
    const trained = await run([]);
    const counts = async (name: string) => String(await network.namedParameters().get(name)?.read());
    expect(await counts('htsat.bn0.num_batches_tracked')).toBe(tracked);
    expect(await counts('vis_adapter_blocks_p1.0.bn1.num_batches_tracked')).toBe('1');
    expect((await mean()).every((value, bin) => value === before[bin])).toBe(!encoderTraining);
    // Untrained layers add nothing, so a difference comes from the encoders: batch statistics and stochastic depth.
    const evaluated = await compile(() => network.forward(inputs, EVAL).visual)([]);
    const gap = (await trained.sub(evaluated).abs().max().data())[0] ?? 0;
    expect(gap > 1e-4).toBe(encoderTraining);
  });

  test('visual layers have a gate, as published, unless told otherwise', () => {
    const gatesOf = (options: { visualGate?: boolean }) => {
      const parts = { visual: smallSwin(), audio: smallHtsat() };
      const adapters = { ...TINY_ADAPTERS, gate: false };
      const names = [...new DualEncoder({ ...parts, adapters, ...options }).namedParameters().keys()];
      return new Set(names.filter((name) => name.endsWith('.gate')).map((name) => name.replace(/\d+/g, '')));
    };
    expect(gatesOf({})).toEqual(new Set(['vis_adapter_blocks_p..gate']));
    expect(gatesOf({ visualGate: false })).toEqual(new Set());
  });

  test('before the first stage with layers there are the frozen encoders', async () => {
    const parts = { visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS };
    const inputs = {
      frames: tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1),
      audio: tf.randomUniform([1, 40, 16], -60, 0, 'float32', 2),
    };
    const all = new DualEncoder({ ...parts, firstStage: 0 });
    const last = parts.visual.stages.length - 1;
    const few = new DualEncoder({ ...parts, firstStage: last }).initialize(1);
    const frozen = new DualEncoder({ ...parts, crossModal: false }).initialize(1);
    expect(few.trainableParameters().size).toBeGreaterThan(0);
    expect(few.trainableParameters().size).toBeLessThan(all.trainableParameters().size);
    // Gates start at zero, and layers that are shut tell nothing of where they stand.
    for (const [name, parameter] of few.namedParameters()) {
      if (/adapter_blocks.*gate/.test(name)) parameter.assign(tf.ones([...parameter.shape]));
    }
    const stagesOf = (network: DualEncoder) =>
      network.forward(inputs, EVAL, { collect: true }).stages ?? expect.fail('no stages');
    const [steered, plain] = [stagesOf(few), stagesOf(frozen)];
    for (const side of ['visual', 'audio'] as const) {
      const gaps = await Promise.all(
        steered.map(async (stage, index) => {
          const gap = stage[side].sub(plain[index]?.[side] ?? expect.fail(`no stage ${index}`)).abs();
          return (await gap.max().data())[0];
        }),
      );
      expect(gaps.slice(0, last), side).toEqual(gaps.slice(0, last).map(() => 0));
      expect(gaps[last], side).toBeGreaterThan(1e-3);
    }
  });

  test.each([-1, 1.5, 9])('%d is no first stage', (firstStage) => {
    const parts = { visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS };
    expect(() => new DualEncoder({ ...parts, firstStage })).toThrow(
      expect.objectContaining({
        code: 'BAD_OPTION',
        message: expect.stringContaining(`firstStage is ${firstStage}; `),
      }),
    );
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
