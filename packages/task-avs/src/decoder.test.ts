// The decoder's sizes, what of it takes part, and what it refuses; its numbers are compared with the reference by
// the golden checker.
import { EVAL, type Module } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AvsDecoder, type AvsDecoderOptions, type AvsFeatures } from './decoder.ts';
import { ResidualUnit } from './fusion.ts';

const TINY: AvsDecoderOptions = {
  visualDims: [6, 8, 10, 12],
  audioDim: 7,
  audioHidden: 6,
  dim: 4,
  temporalDim: 8,
  feedForward: 10,
  outputDims: [4, 3],
  maskSize: 32,
  gamma: 0.1,
};

const features = (): AvsFeatures => ({
  stages: [49, 16, 9, 4].map((tokens, index) =>
    tf.randomNormal([10, tokens, TINY.visualDims[index] as number], 0, 1, 'float32', index + 1),
  ),
  audio: tf.randomNormal([10, TINY.audioDim], 0, 1, 'float32', 9),
});

const sizeUnder = (module: Module, prefix: string): number =>
  [...module.namedParameters()].reduce(
    (sum, [name, { size, buffer }]) => sum + (name.startsWith(prefix) && !buffer ? size : 0),
    0,
  );

beforeAll(() => tf.setBackend('cpu'));

describe('AvsDecoder', () => {
  it('gives a mask, four maps and four vectors of sound for every frame', () => {
    const { logits, maps, audio } = new AvsDecoder(TINY).initialize(1).forward(features(), 5, EVAL);
    expect(logits.shape).toEqual([10, 32, 32]);
    expect(maps.map(({ shape }) => shape)).toEqual([8, 4, 2, 1].map((edge) => [10, edge, edge, 4]));
    expect(audio.map(({ shape }) => shape)).toEqual(new Array(4).fill([2, 5, 4]));
  });

  it('reads fewer stages, whose coarsest map need then not be as coarse', () => {
    const { stages, audio } = features();
    const decoder = new AvsDecoder({ ...TINY, visualDims: [6, 8], maskSize: 24 }).initialize(1);
    const { logits, maps } = decoder.forward({ stages: stages.slice(0, 2), audio }, 5, EVAL);
    expect(logits.shape).toEqual([10, 24, 24]);
    expect(maps.map(({ shape }) => shape)).toEqual([6, 3].map((edge) => [10, edge, edge, 4]));
  });

  it.each([4, 2])(
    'gets a gradient at every parameter but those that are listed as unused, of %i stages',
    (count) => {
      const decoder = new AvsDecoder({ ...TINY, visualDims: TINY.visualDims.slice(0, count) }).initialize(1);
      const all = features();
      const input = { ...all, stages: all.stages.slice(0, count) };
      const { grads } = tf.variableGrads(
        () => decoder.forward(input, 5, EVAL).logits.square().sum() as tf.Scalar,
        [...decoder.trainableParameters().values()].map(({ value }) => value),
      );
      const without = [...decoder.trainableParameters()].filter(
        ([, { value }]) => grads[value.name] === undefined,
      );
      const unused = [...decoder.trainableParameters().keys()].filter((name) => decoder.isUnused(name));
      expect(without.map(([name]) => name)).toEqual(unused);
      expect(unused.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['temporal_attn.', 42_910_728],
    ['conv1.', 590_848],
    ['conv2.', 1_180_672],
    ['conv3.', 2_950_144],
    ['conv4.', 4_719_616],
    ['path1.', 2_360_320],
    ['path4.', 2_360_320],
    ['tpavi_b1.', 165_760],
    ['tpavi_b4.', 165_760],
    ['x1_linear_.', 49_408],
    ['x2_linear_.', 98_560],
    ['x3_linear_.', 196_864],
    ['x4_linear_.', 393_472],
    ['x1_linear.', 12_352],
    ['x2_linear.', 49_280],
    ['x3_linear.', 246_080],
    ['x4_linear.', 786_944],
    ['audio_linear.', 98_432],
    ['output_conv.', 331_969],
  ])('of published size, has %s parameters: %i', (prefix, size) => {
    const decoder = new AvsDecoder({ visualDims: [192, 384, 768, 1536], audioDim: 768, gamma: 0.05 });
    expect(sizeUnder(decoder, prefix)).toBe(size);
  });

  it('says what does not fit', () => {
    const decoder = new AvsDecoder(TINY).initialize(1);
    const { stages, audio } = features();
    expect(() => decoder.forward({ stages: stages.slice(1), audio }, 5, EVAL)).toThrow(
      '4 visual stages but was given 3',
    );
    const ragged = [tf.zeros([10, 50, 6]), ...stages.slice(1)];
    expect(() => decoder.forward({ stages: ragged, audio }, 5, EVAL)).toThrow(
      '50 tokens form no square grid',
    );
    expect(() => decoder.forward({ stages, audio }, 3, EVAL)).toThrow(
      '10 segments do not make whole clips of 3',
    );
    expect(() => new AvsDecoder({ ...TINY, maskSize: 100 })).toThrow('maskSize 100 is no multiple of 32');
    expect(() => new AvsDecoder({ ...TINY, visualDims: [] })).toThrow('visualDims has 0');
    expect(() => new AvsDecoder({ ...TINY, visualDims: [6, 8, 8, 8, 8] })).toThrow('visualDims has 5');
  });
});

it('a residual unit skips what is positive only, as published', async () => {
  const unit = new ResidualUnit(1);
  for (const parameter of unit.namedParameters().values()) parameter.set(new Float32Array(parameter.size));
  const y = unit.forward(tf.tensor4d([-2, 3], [1, 1, 2, 1]));
  expect(Array.from(await y.data())).toEqual([0, 3]);
});
