// The published network's state dict and sizes (spec: dg-sct-attention section 5),
// counted from shapes: nothing gets values.
import { htsat } from '@dg-sct/encoder-htsat';
import { type SwinV2, swinV2 } from '@dg-sct/encoder-swin-v2';
import type { Parameter } from '@dg-sct/nn';
import { describe, expect, test } from 'vitest';
import { AveNetwork, isTrainedForAve } from './network.ts';

const visual = swinV2('swinv2_large_window12_192_22k');
const network = new AveNetwork({
  visual,
  audio: htsat('audioset'),
  head: { classes: Array.from({ length: 28 }, (_, i) => `class ${i}`) },
});
const entries = [...network.namedParameters()];
const weights = entries.filter(([, { buffer }]) => !buffer);

const sizeOf = (list: readonly (readonly [string, Parameter])[]): number =>
  list.reduce((sum, [, { size }]) => sum + size, 0);

/** Weights of each part, by the first name of their path. */
const PARTS = {
  swin: 228_772_549,
  htsat: 31_325_143,
  audio_adapter_blocks_p1: 33_696_000,
  vis_adapter_blocks_p1: 60_573_432,
  audio_adapter_blocks_p2: 33_696_000,
  vis_adapter_blocks_p2: 60_573_432,
  adapter_token_downsampler: 24_192,
  temporal_attn: 12_071_554,
  CMBS: 550_229,
};

describe('the published network', () => {
  test('has the published number of weights in each part', () => {
    const counted = Object.fromEntries(
      Object.keys(PARTS).map((part) => [
        part,
        sizeOf(weights.filter(([name]) => name.startsWith(`${part}.`))),
      ]),
    );
    const lines = Object.entries(counted).map(([part, size]) => `${part.padEnd(26)}${size}`);
    console.log([...lines, `${'all'.padEnd(26)}${sizeOf(weights)}`].join('\n'));
    expect(counted).toEqual(PARTS);
    expect(sizeOf(weights)).toBe(461_282_531);
  });

  test('trains the published ones', () => {
    const trained = weights.filter(([name]) => isTrainedForAve(name));
    expect(sizeOf(trained)).toBe(201_160_647);
    expect([...network.trainableParameters().keys()]).toEqual(trained.map(([name]) => name));
  });

  test('has weights that only fill checkpoints', () => {
    const unused = weights.filter(([name]) => network.head.isUnused(name) || name.endsWith('.gate_tk'));
    expect(unused).toHaveLength(128);
    expect(sizeOf(unused)).toBe(4_740_144);
  });

  test('has the published state dict: 2646 entries, each under a name of its own', () => {
    expect(new Set(entries.map(([name]) => name)).size).toBe(2646);
    expect(entries).toHaveLength(2646);
  });

  // The published count of buffers takes in those that PyTorch does not save: three tables in every Swin block.
  test('has the published buffers, counting those that checkpoints leave out', () => {
    const saved = sizeOf(entries.filter(([, { buffer }]) => buffer));
    expect(saved).toBe(900_545);
    expect(saved + unsavedTables(visual)).toBe(1_401_137);
  });
});

/** Values of `relative_coords_table`, `relative_position_index` and `k_bias` over all blocks. */
function unsavedTables({ stages, config }: SwinV2): number {
  return stages.reduce((sum, { dim, tokens, blocks }) => {
    const window = Math.min(Math.sqrt(tokens), config.windowSize);
    const perBlock = 2 * (2 * window - 1) ** 2 + window ** 4 + dim;
    return sum + blocks.length * perBlock;
  }, 0);
}
