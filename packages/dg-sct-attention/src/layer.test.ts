// What holds of the layer before training, and what it refuses. Its numbers are checked by the goldens.
import type { Context } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { DgSctAttention } from './layer.ts';

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

  test('refuses groups that do not divide the channels', () => {
    expect(() => new DgSctAttention({ dim: 12, tokens: 4, otherDim: 8, otherTokens: 9 })).toThrow(
      'cannot be split into 2 groups',
    );
  });
});
