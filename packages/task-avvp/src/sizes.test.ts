// Sizes read off the shapes of networks of several kinds, and of damaged ones.
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { expect, test } from 'vitest';
import { smallHtsat, smallSwin } from '../../dg-sct-attention/test/tiny-encoders.ts';
import { AvvpNetwork, type AvvpNetworkOptions, avvpSizesOf } from './index.ts';

const LAYERS = {
  reduction: 4,
  groups: 2,
  learnedTokens: 3,
  batchNorm: true,
  gate: true,
  lnBefore: true,
  lnPost: true,
  variant: DG_SCT_VARIANTS.avvp,
};
const SIZES = {
  motionDim: 6,
  segments: 3,
  dim: 16,
  audioDepth: 1,
  visualDepth: 2,
  crossDepth: 3,
  temporal: { feedForward: 20, layers: 1 },
};

const shapesOf = (options: Partial<AvvpNetworkOptions>): Map<string, readonly number[]> => {
  const head = { ...SIZES, heads: 2, classes: ['dog', 'car'] };
  const network = new AvvpNetwork({ visual: smallSwin(), audio: smallHtsat(), head, ...options });
  return new Map([...network.namedParameters()].map(([name, { shape }]) => [name, shape]));
};

test('a network with layers and motion', () => {
  expect(avvpSizesOf(shapesOf({ adapters: LAYERS }))).toEqual({
    head: { ...SIZES, classes: 2 },
    adapters: LAYERS,
    visualGate: true,
    tokens: { visual: 64, audio: 64 },
    visualDim: 16,
  });
});

test('neither layers nor motion', () => {
  const head = { ...SIZES, motionDim: 0, heads: 2, classes: ['dog', 'car'] };
  expect(avvpSizesOf(shapesOf({ crossModal: false, head }))).toEqual({
    head: { ...SIZES, motionDim: 0, classes: 2 },
  });
});

test('the published network', () => {
  const classes = Array.from({ length: 25 }, (_, index) => `class ${index}`);
  const visual = swinV2('swinv2_large_window12_192_22k');
  expect(avvpSizesOf(shapesOf({ visual, audio: htsat('audioset'), head: { classes } }))).toEqual({
    head: {
      classes: 25,
      motionDim: 512,
      segments: 10,
      dim: 128,
      audioDepth: 3,
      visualDepth: 3,
      crossDepth: 6,
      temporal: { feedForward: 1024, layers: 2 },
    },
    adapters: { ...LAYERS, reduction: 8, learnedTokens: 32 },
    visualGate: true,
    tokens: { visual: 2304, audio: 4096 },
    visualDim: 192,
  });
});

test('an encoder alone is none', () => {
  expect(avvpSizesOf(new Map([['swin.norm.weight', [8]]]))).toBeUndefined();
});

test.each([[[]], [[0]], [[0, 0]], [[7, 0]]])('damaged to %j, what tells a size tells none', (shape) => {
  const shapes = shapesOf({ adapters: LAYERS });
  for (const name of [
    'audio_token',
    'audio_cug.han_encoder.mlp_inter.fc2.weight',
    'temporal_attn.audio_encoder.encoder.layers.0.linear1.weight',
  ]) {
    expect(avvpSizesOf(new Map([...shapes, [name, shape]])), name).toBeUndefined();
  }
});

test.each(['audio_cug.blocks', 'visual_cug.blocks', 'av_mcg.blocks'])('without %s it is none', (list) => {
  const shapes = [...shapesOf({})].filter(([name]) => !name.startsWith(list));
  expect(avvpSizesOf(new Map(shapes))).toBeUndefined();
});
