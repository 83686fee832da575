// Sizes read off the shapes of networks of both settings, and of damaged ones.
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { expect, test } from 'vitest';
import { smallHtsat, smallSwin } from '../../dg-sct-attention/test/tiny-encoders.ts';
import { AvsNetwork, type AvsNetworkOptions, avsSettingOf, avsSizesOf } from './index.ts';

const LAYERS = {
  reduction: 4,
  groups: 2,
  learnedTokens: 3,
  batchNorm: false,
  gate: false,
  lnBefore: true,
  lnPost: true,
  variant: DG_SCT_VARIANTS.avsS4,
};
const HEAD = { dim: 12, audioHidden: 6, outputDims: [8, 4], temporalDim: 10, feedForward: 20 } as const;
const SMALL = { setting: 's4', visual: smallSwin(), audio: smallHtsat() } as const;

const shapesOf = (options: AvsNetworkOptions): Map<string, readonly number[]> =>
  new Map([...new AvsNetwork(options).namedParameters()].map(([name, { shape }]) => [name, shape]));

const small = (options: Partial<AvsNetworkOptions> = {}) =>
  shapesOf({ ...SMALL, adapters: LAYERS, head: { ...HEAD, heads: 2, maskSize: 32 }, ...options });

test('a network with layers', () => {
  const sizes = avsSizesOf(small());
  expect(sizes).toEqual({
    head: { ...HEAD, maps: 2 },
    adapters: LAYERS,
    visualGate: true,
    tokens: { visual: 64, audio: 64 },
    visualDim: 16,
  });
  expect(sizes && avsSettingOf(sizes)).toBeUndefined();
});

test('no layers', () => {
  expect(avsSizesOf(small({ crossModal: false }))).toEqual({ head: { ...HEAD, maps: 2 } });
});

test.each([
  ['s4', 8],
  ['ms3', 2],
] as const)('the published network of %s, told by its layers', (setting, reduction) => {
  const visual = swinV2('swinv2_large_window12_192_22k');
  const sizes = avsSizesOf(shapesOf({ setting, visual, audio: htsat('audioset') }));
  expect(sizes).toEqual({
    head: {
      maps: 4,
      dim: 256,
      audioHidden: 128,
      outputDims: [128, 32],
      temporalDim: 256,
      feedForward: 1024,
    },
    adapters: { ...LAYERS, reduction, learnedTokens: 32 },
    visualGate: true,
    tokens: { visual: 2304, audio: 4096 },
    visualDim: 192,
  });
  expect(sizes && avsSettingOf(sizes)).toBe(setting);
});

test('an encoder alone is none', () => {
  expect(avsSizesOf(new Map([['swin.norm.weight', [8]]]))).toBeUndefined();
});

test.each([[[]], [[0]], [[0, 3]], [[2 ** 40, 0]]])('damaged to %j, what tells a size tells none', (shape) => {
  const shapes = small();
  for (const name of [
    'x1_linear_',
    'audio_linear',
    'output_conv.0',
    'output_conv.2',
    'temporal_attn.audio_encoder.0.affine_matrix',
    'temporal_attn.audio_encoder.0.encoder.layers.0.linear1',
  ]) {
    expect(avsSizesOf(new Map([...shapes, [`${name}.weight`, shape]])), name).toBeUndefined();
  }
});

test('no width that cannot be halved', () => {
  const name = 'temporal_attn.audio_encoder.0.affine_matrix.weight';
  expect(avsSizesOf(new Map([...small(), [name, [11, 20]]]))).toBeUndefined();
});
