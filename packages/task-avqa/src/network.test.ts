// The published networks' sizes and names, and that answers do not wait for
// negative frames. Values are compared by the golden checker.
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { EVAL, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallHtsat, smallSwin } from '../../dg-sct-attention/test/tiny-encoders.ts';
import { GroundingNetwork } from './grounding-network.ts';
import { AvqaNetwork, type AvqaNetworkOptions, type NegativesThrough } from './network.ts';

const published = () => ({ visual: swinV2('swinv2_large_window12_192_22k'), audio: htsat('audioset') });

/** Values of all weights (no buffers) whose name begins so. */
const sizeOf = (parameters: ReadonlyMap<string, Parameter>, ...starts: readonly string[]): number =>
  [...parameters]
    .filter(([name, { buffer }]) => !buffer && starts.some((start) => name.startsWith(start)))
    .reduce((sum, [, { size }]) => sum + size, 0);

describe('the published stage 2', () => {
  const network = new AvqaNetwork(published());
  const parameters = network.namedParameters();

  test.each([
    ['swin.', 228_772_549],
    ['htsat.', 31_325_143],
    ['audio_adapter_blocks_p1.', 33_418_776],
    ['audio_adapter_blocks_p2.', 33_418_776],
    ['vis_adapter_blocks_p1.', 59_749_452],
    ['vis_adapter_blocks_p2.', 59_749_452],
    ['question_encoder.', 23_749_632],
    ['attn_a.', 9_443_328],
    ['attn_v.', 9_443_328],
    ['fc_gl.', 4_720_128],
    ['fc_fusion.', 4_720_128],
    ['fc_a1.', 1_181_184],
    ['fc_a2.', 2_360_832],
    ['fc1.', 1_573_376],
    ['fc2.', 131_328],
    ['fc3.', 32_896],
    ['fc4.', 258],
    ['linear21.', 2_360_832],
    ['fc_ans.', 64_554],
    ['norm2.', 3_072],
    ['', 516_849_680],
  ])('%s has %i values', (start, size) => {
    expect(sizeOf(parameters, start)).toBe(size);
  });

  test('has the entries of the published checkpoint', () => {
    const weights = [...parameters.values()].filter(({ buffer }) => !buffer);
    expect([weights.length, parameters.size]).toEqual([1928, 1950]);
  });

  test('trains layers and head, but for what only the checkpoint knows', () => {
    const trainable = network.trainableParameters();
    expect([...trainable.keys()].filter((name) => /^(swin|htsat)\./.test(name))).toEqual([]);
    expect(sizeOf(trainable, '')).toBe(256_751_988);
    const unused = new Map([...trainable].filter(([name]) => network.head.isUnused(name)));
    expect(sizeOf(unused, '')).toBe(3_545_088);
  });
});

test('the published stage 1 has its size and names', () => {
  const network = new GroundingNetwork(published());
  const parameters = network.namedParameters();
  const weights = [...parameters.values()].filter(({ buffer }) => !buffer);
  expect([weights.length, parameters.size]).toEqual([619, 641]);
  expect(sizeOf(parameters, '')).toBe(270_097_694);
  expect(sizeOf(network.trainableParameters(), '')).toBe(10_000_002);
});

describe('small networks', () => {
  beforeAll(async () => {
    await tf.setBackend('onnxruntime');
  });

  const networkOf = (gateInit = 0, options: Pick<AvqaNetworkOptions, 'negativesThrough'> = {}) =>
    new AvqaNetwork({
      visual: smallSwin(),
      audio: smallHtsat(),
      adapters: { groups: 2, gateInit },
      head: { answers: ['yes', 'no'] },
      ...options,
    }).initialize(1);
  const inputsOf = () => ({
    frames: tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 1),
    audio: tf.randomUniform([2, 40, 16], -60, 0, 'float32', 2),
    question: tf.tensor2d([1, 2, 3, 0], [1, 4], 'int32'),
  });
  const gap = async (a: tf.Tensor, b: tf.Tensor | undefined) =>
    (
      await a
        .sub(b ?? Number.NaN)
        .abs()
        .max()
        .data()
    )[0];

  test('answer without negative frames, and the same with them', async () => {
    const network = networkOf();
    const inputs = inputsOf();
    const alone = network.forward(inputs, EVAL);
    const negatives = tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 3);
    const both = network.forward({ ...inputs, negatives }, EVAL);
    expect(alone.outputs.mismatches).toBeUndefined();
    expect(both.outputs.mismatches?.shape).toEqual([1, 2, 2]);
    expect(await gap(alone.outputs.answers, both.outputs.answers)).toBeLessThan(1e-6);
  });

  test('tell own frames from the same as negatives only where these do not meet the layers', async () => {
    const inputs = inputsOf();
    const gapOf = async (negativesThrough: NegativesThrough) => {
      const network = networkOf(0.5, { negativesThrough });
      const { outputs } = network.forward({ ...inputs, negatives: inputs.frames }, EVAL);
      return gap(outputs.matches, outputs.mismatches);
    };
    expect(await gapOf('layers')).toBe(0);
    expect(await gapOf('encoder')).toBeGreaterThan(1e-3);
  });
});
