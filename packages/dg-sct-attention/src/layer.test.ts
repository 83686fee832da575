// What holds of the layer before training, and what it refuses. Its numbers are checked by the goldens.
import type { Context } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { DgSctAttention, type DgSctOptions } from './layer.ts';
import { DG_SCT_VARIANTS } from './variants.ts';

const TRAIN: Context = { training: true };

describe('DgSctAttention', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND_NAME);
  });

  test('gives exactly zero before training, so that the frozen encoders are left as they are', async () => {
    const layer = new DgSctAttention({ dim: 16, tokens: 4, otherDim: 8, otherTokens: 9 }).initialize(1);
    const output = layer.forward(tf.randomNormal([3, 4, 16]), tf.randomNormal([3, 9, 8]), TRAIN).output;
    expect((await output.abs().max().data())[0]).toBe(0);
  });

  test('starts with the gates that are asked for', async () => {
    const sizes = { dim: 16, tokens: 4, otherDim: 8, otherTokens: 9 };
    const layer = new DgSctAttention(sizes, { gateInit: 0.5 }).initialize(1);
    for (const name of ['gate', 'gate_av']) {
      expect([...((await layer.namedParameters().get(name)?.read()) ?? [])]).toEqual([0.5]);
    }
  });

  describe('parts', () => {
    const sizes = { dim: 16, tokens: 4, otherDim: 8, otherTokens: 9 };
    const own = tf.randomNormal([3, 4, 16], 0, 1, 'float32', 1);
    const other = tf.randomNormal([3, 9, 8], 0, 1, 'float32', 2);
    const pass = async (parts: DgSctOptions['parts'], changed: Record<string, number> = {}) => {
      const options = { gateInit: 0.5, variant: DG_SCT_VARIANTS.fewShot, ...(parts && { parts }) };
      const layer = new DgSctAttention(sizes, options).initialize(1);
      for (const [name, parameter] of layer.namedParameters()) {
        const value = Object.entries(changed).find(([start]) => name.startsWith(start))?.[1];
        if (value !== undefined) parameter.set(new Float32Array(parameter.size).fill(value));
      }
      const { output, map, temporal } = layer.forward(own, other, TRAIN);
      return { output: [...(await output.data())], map: [...(await map.data())], temporal };
    };
    const PARAMETERS = {
      channel: 'fc_affine_v_c_att',
      spatial: 'fc_affine_v_s_att',
      temporal: 'temporal_gated',
    } as const;

    test.each(['channel', 'spatial', 'temporal'] as const)('%s acts unless it is left out', async (part) => {
      const all = await pass(undefined);
      expect((await pass({ [part]: true })).output).toEqual(all.output);
      expect((await pass(undefined, { [PARAMETERS[part]]: 3 })).output).not.toEqual(all.output);
      const without = await pass({ [part]: false });
      expect(without.output).not.toEqual(all.output);
      expect((await pass({ [part]: false }, { [PARAMETERS[part]]: 3 })).output).toEqual(without.output);
    });

    test('without spatial attention the map is even; without any the layer still guides by tokens', async () => {
      const none = { channel: false, spatial: false, temporal: false };
      const { output, map, temporal } = await pass(none);
      expect(map).toEqual(new Array(12).fill(0.25));
      expect(temporal).toBeUndefined();
      expect((await pass(none, { fc: 0, my_tokens: 0 })).output).not.toEqual(output);
    });
  });

  test('refuses groups that do not divide the channels', () => {
    expect(() => new DgSctAttention({ dim: 12, tokens: 4, otherDim: 8, otherTokens: 9 })).toThrow(
      'cannot be split into 2 groups',
    );
  });
});
