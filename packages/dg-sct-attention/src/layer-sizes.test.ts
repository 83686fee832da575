// Sizes of layers read off shapes: all published copies, and what is damaged.
import { expect, test } from 'vitest';
import { smallHtsat, smallSwin } from '../test/tiny-encoders.ts';
import { DG_SCT_VARIANTS, DualEncoder, type DualEncoderOptions, layerSizesOf } from './index.ts';

const ADAPTERS = {
  reduction: 4,
  groups: 2,
  learnedTokens: 3,
  batchNorm: false,
  gate: false,
  lnBefore: true,
  lnPost: true,
};

const shapesOf = (options: Partial<DualEncoderOptions>): Map<string, readonly number[]> => {
  const encoder = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), ...options });
  return new Map([...encoder.namedParameters()].map(([name, { shape }]) => [name, shape]));
};

test.each(Object.entries(DG_SCT_VARIANTS))(
  'the copy of %s, or one with the same tensors',
  (_name, variant) => {
    const sizes = layerSizesOf(shapesOf({ adapters: { ...ADAPTERS, variant } }));
    const { variant: told, ...rest } = sizes?.adapters ?? {};
    expect(rest).toEqual(ADAPTERS);
    expect(sizes?.tokens).toEqual({ visual: 64, audio: 64 });
    const { tokenGate, captionProjection } = variant;
    expect(told).toMatchObject({ tokenGate, captionProjection });
    expect(told?.temporalGate === 'absent').toBe(variant.temporalGate === 'absent');
  },
);

test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])('gates on the audio side: %s, on the visual side: %s', (gate, visualGate) => {
  const sizes = layerSizesOf(shapesOf({ adapters: { ...ADAPTERS, gate }, visualGate }));
  expect(sizes).toMatchObject({ adapters: { gate }, visualGate });
});

test.each([
  [0, 64, 16],
  [1, 16, 32],
])('layers from stage %i on', (firstStage, tokens, visualDim) => {
  const sizes = layerSizesOf(shapesOf({ adapters: ADAPTERS, firstStage }));
  expect(sizes).toMatchObject({ adapters: ADAPTERS, tokens: { visual: tokens, audio: tokens }, visualDim });
});

test('no layers', () => {
  expect(layerSizesOf(shapesOf({ crossModal: false }))).toBeUndefined();
});

test.each([[[]], [[0, 0]], [[3, 0]], [[2 ** 20, 2, 1, 1]]])('damaged to %j there are none', (shape) => {
  const shapes = shapesOf({ adapters: ADAPTERS });
  const last = Math.max(
    ...[...shapes.keys()].map((key) => Number(/^vis_adapter_blocks_p1\.(\d+)/.exec(key)?.[1] ?? 0)),
  );
  const damaged = new Map([...shapes, [`vis_adapter_blocks_p1.${last}.down_sampler.weight`, shape]]);
  expect(layerSizesOf(damaged)).toBeUndefined();
});
