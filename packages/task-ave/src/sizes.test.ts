// Sizes read off the shapes of networks of several kinds.
import type { DgSctOptions } from '@dg-sct/dg-sct-attention';
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { expect, test } from 'vitest';
import { smallHtsat, smallSwin } from '../../dg-sct-attention/test/tiny-encoders.ts';
import { AveNetwork, type AveNetworkOptions, aveSizesOf } from './index.ts';

const CLASSES = ['dog', 'car', 'violin'];
const HEAD = { visualHidden: 16, audioHidden: 8, dim: 12, feedForward: 20 };
const ADAPTERS = {
  reduction: 4,
  groups: 2,
  learnedTokens: 3,
  batchNorm: true,
  gate: true,
  lnBefore: true,
  lnPost: true,
};

function told(options: Partial<AveNetworkOptions>) {
  const head = { ...HEAD, classes: CLASSES };
  const network = new AveNetwork({ visual: smallSwin(), audio: smallHtsat(), head, ...options });
  return aveSizesOf(new Map([...network.namedParameters()].map(([name, { shape }]) => [name, shape])));
}

test.each<[string, DgSctOptions]>([
  ['as published', ADAPTERS],
  ['bare', { ...ADAPTERS, batchNorm: false, gate: false, lnBefore: false, lnPost: false, groups: 1 }],
  ['of another task', { ...ADAPTERS, variant: DG_SCT_VARIANTS.avqa }],
])('layers %s', (_name, adapters) => {
  expect(told({ adapters })).toEqual({
    head: { ...HEAD, classes: 3 },
    adapters: { variant: DG_SCT_VARIANTS.ave, ...adapters },
    visualGate: true,
    tokens: { visual: 64, audio: 64 },
    visualDim: 16,
  });
});

test('no layers', () => {
  expect(told({ crossModal: false })).toEqual({ head: { ...HEAD, classes: 3 } });
});

test('the published network', () => {
  const sizes = told({
    visual: swinV2('swinv2_large_window12_192_22k'),
    audio: htsat('audioset'),
    head: { classes: CLASSES },
  });
  expect(sizes).toEqual({
    head: { visualHidden: 512, audioHidden: 128, dim: 256, feedForward: 1024, classes: 3 },
    adapters: { ...ADAPTERS, reduction: 8, groups: 2, learnedTokens: 32, variant: DG_SCT_VARIANTS.ave },
    visualGate: true,
    tokens: { visual: 2304, audio: 4096 },
    visualDim: 192,
  });
});

test('an encoder alone is none', () => {
  expect(aveSizesOf(new Map([['swin.norm.weight', [8]]]))).toBeUndefined();
});
