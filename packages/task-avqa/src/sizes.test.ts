// Sizes read off the shapes of networks of several kinds, and of damaged ones.
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { expect, test } from 'vitest';
import { smallHtsat, smallSwin } from '../../dg-sct-attention/test/tiny-encoders.ts';
import { AvqaNetwork, type AvqaNetworkOptions, avqaSizesOf, GroundingNetwork } from './index.ts';

const LAYERS = {
  reduction: 4,
  groups: 2,
  learnedTokens: 3,
  batchNorm: false,
  gate: false,
  lnBefore: true,
  lnPost: true,
  variant: DG_SCT_VARIANTS.avqa,
};
const HEAD = { words: 9, matchWidths: [12, 8, 4] } as const;
const encoders = () => ({ visual: smallSwin(), audio: smallHtsat() });

const shapesOf = (options: AvqaNetworkOptions): Map<string, readonly number[]> =>
  new Map([...new AvqaNetwork(options).namedParameters()].map(([name, { shape }]) => [name, shape]));

const small = (options: Partial<AvqaNetworkOptions> = {}) =>
  shapesOf({ ...encoders(), adapters: LAYERS, head: { ...HEAD, answers: ['yes', 'no'] }, ...options });

test('a network with layers', () => {
  expect(avqaSizesOf(small())).toEqual({
    head: { ...HEAD, answers: 2 },
    adapters: LAYERS,
    visualGate: true,
    tokens: { visual: 64, audio: 64 },
    visualDim: 16,
  });
});

test('no layers', () => {
  expect(avqaSizesOf(small({ crossModal: false }))).toEqual({ head: { ...HEAD, answers: 2 } });
});

test('the published network', () => {
  const visual = swinV2('swinv2_large_window12_192_22k');
  expect(avqaSizesOf(shapesOf({ visual, audio: htsat('audioset') }))).toEqual({
    head: { answers: 42, words: 93, matchWidths: [512, 256, 128] },
    adapters: { ...LAYERS, reduction: 8, groups: 4, learnedTokens: 2 },
    visualGate: true,
    tokens: { visual: 2304, audio: 4096 },
    visualDim: 192,
  });
});

test('neither an encoder alone nor the first stage is one', () => {
  const first = new GroundingNetwork(encoders());
  const shapes = new Map([...first.namedParameters()].map(([name, { shape }]) => [name, shape]));
  expect(avqaSizesOf(shapes)).toBeUndefined();
  expect(avqaSizesOf(new Map([['swin.norm.weight', [8]]]))).toBeUndefined();
});

test.each([[[]], [[0]], [[0, 3]], [[2 ** 40, 0]]])('damaged to %j, what tells a size tells none', (shape) => {
  const shapes = small();
  for (const name of ['fc_ans', 'question_encoder.word2vec', 'fc1', 'fc2', 'fc3']) {
    expect(avqaSizesOf(new Map([...shapes, [`${name}.weight`, shape]])), name).toBeUndefined();
  }
});
