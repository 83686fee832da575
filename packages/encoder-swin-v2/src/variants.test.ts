// Sizes and names of the published models, counted without giving them weights.
import { describe, expect, test } from 'vitest';
import { SWIN_V2_VARIANTS, SwinV2, SwinV2Error, type SwinV2Variant, swinV2 } from './index.ts';

/** Parameters, parameters without the head, state-dict entries (spec: encoder-swin-v2 section 1). */
const PUBLISHED: Record<SwinV2Variant, readonly [number, number, number]> = {
  swinv2_tiny_window8_256: [28_347_154, 27_578_154, 226],
  swinv2_tiny_window16_256: [28_347_154, 27_578_154, 223],
  swinv2_small_window8_256: [49_728_418, 48_959_418, 436],
  swinv2_small_window16_256: [49_728_418, 48_959_418, 427],
  swinv2_base_window8_256: [87_918_816, 86_893_816, 436],
  swinv2_base_window16_256: [87_918_816, 86_893_816, 427],
  swinv2_base_window12_192_22k: [109_280_841, 86_893_816, 427],
  swinv2_base_window12to16_192to256_22kft1k: [87_918_816, 86_893_816, 427],
  swinv2_base_window12to24_192to384_22kft1k: [87_918_816, 86_893_816, 427],
  swinv2_large_window12_192_22k: [228_772_549, 195_202_932, 427],
  swinv2_large_window12to16_192to256_22kft1k: [196_739_932, 195_202_932, 427],
  swinv2_large_window12to24_192to384_22kft1k: [196_739_932, 195_202_932, 427],
};

function count(model: SwinV2): [number, number, number] {
  const entries = [...model.namedParameters()];
  const weights = entries.filter(([, { buffer }]) => !buffer);
  const sizeOf = (list: typeof weights) => list.reduce((sum, [, { size }]) => sum + size, 0);
  return [sizeOf(weights), sizeOf(weights.filter(([name]) => !name.startsWith('head.'))), entries.length];
}

test.each(Object.entries(PUBLISHED))('%s has the published sizes', (name, published) => {
  const counted = count(swinV2(name as SwinV2Variant));
  const [parameters, backbone, entries] = counted;
  console.log(`${name}: ${parameters} parameters, ${backbone} without the head, ${entries} entries`);
  expect(counted).toEqual(published);
});

test('without classes the head is left out and nothing else', () => {
  const config = SWIN_V2_VARIANTS.swinv2_large_window12_192_22k;
  expect(count(new SwinV2({ ...config, classes: 0 }))).toEqual([195_202_932, 195_202_932, 425]);
});

describe('swinv2_large_window12_192_22k', () => {
  const model = swinV2('swinv2_large_window12_192_22k');

  test('has the state dict of timm 0.6.12', () => {
    const shapes = new Map([...model.namedParameters()].map(([name, { shape }]) => [name, [...shape]]));
    expect(shapes).toEqual(publishedStateDict());
  });

  test('has the published stages', () => {
    expect(model.width).toBe(1536);
    expect(
      model.stages.map(({ dim, tokens, blocks, downsample }) => [dim, tokens, blocks.length, !!downsample]),
    ).toEqual([
      [192, 2304, 2, true],
      [384, 576, 2, true],
      [768, 144, 18, true],
      [1536, 36, 2, false],
    ]);
    for (const stage of model.stages) {
      for (const { dim, tokens } of stage.blocks) expect([dim, tokens]).toEqual([stage.dim, stage.tokens]);
    }
  });
});

test('an unknown name is refused with the known ones', () => {
  const unknown = () => swinV2('swinv2_huge' as SwinV2Variant);
  expect(unknown).toThrow(SwinV2Error);
  expect(unknown).toThrow(/"swinv2_huge".*swinv2_tiny_window8_256/);
});

/** The table of spec encoder-swin-v2, section 5. */
function publishedStateDict(): Map<string, number[]> {
  const dict = new Map<string, number[]>();
  const add = (prefix: string, shapes: Record<string, number[]>) => {
    for (const [name, shape] of Object.entries(shapes)) dict.set(prefix + name, shape);
  };
  const norm = (name: string, width: number) => ({ [`${name}.weight`]: [width], [`${name}.bias`]: [width] });
  add('patch_embed.', { 'proj.weight': [192, 3, 4, 4], 'proj.bias': [192], ...norm('norm', 192) });
  for (const [stage, depth] of [2, 2, 18, 2].entries()) {
    const c = 192 * 2 ** stage;
    const h = 6 * 2 ** stage;
    for (let block = 0; block < depth; block++) {
      add(`layers.${stage}.blocks.${block}.`, {
        'attn.logit_scale': [h, 1, 1],
        'attn.q_bias': [c],
        'attn.v_bias': [c],
        'attn.cpb_mlp.0.weight': [512, 2],
        'attn.cpb_mlp.0.bias': [512],
        'attn.cpb_mlp.2.weight': [h, 512],
        'attn.qkv.weight': [3 * c, c],
        'attn.proj.weight': [c, c],
        'attn.proj.bias': [c],
        'mlp.fc1.weight': [4 * c, c],
        'mlp.fc1.bias': [4 * c],
        'mlp.fc2.weight': [c, 4 * c],
        'mlp.fc2.bias': [c],
        ...norm('norm1', c),
        ...norm('norm2', c),
      });
    }
    if (stage < 3) {
      const reduction = { 'reduction.weight': [2 * c, 4 * c] };
      add(`layers.${stage}.downsample.`, { ...reduction, ...norm('norm', 2 * c) });
    }
  }
  add('layers.0.blocks.1.', { attn_mask: [16, 144, 144] });
  add('layers.1.blocks.1.', { attn_mask: [4, 144, 144] });
  add('', { ...norm('norm', 1536), 'head.weight': [21841, 1536], 'head.bias': [21841] });
  return dict;
}
