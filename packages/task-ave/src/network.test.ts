// The published network's size, and which of its parameters are trained and used. Its numbers are checked by the
// goldens.
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { describe, expect, test } from 'vitest';
import { AveNetwork, isTrainedForAve } from './network.ts';

const CLASSES = Array.from({ length: 28 }, (_, i) => `class ${i}`);

describe('AveNetwork', () => {
  test('the published network has the published size', () => {
    const network = new AveNetwork({
      visual: swinV2('swinv2_large_window12_192_22k'),
      audio: htsat('audioset'),
      head: { classes: CLASSES },
    });
    const all = [...network.namedParameters()];
    const size = (keep: (name: string, buffer: boolean) => boolean): number =>
      all.reduce((sum, [name, { size: count, buffer }]) => sum + (keep(name, buffer) ? count : 0), 0);
    expect(size((_, buffer) => !buffer)).toBe(461_282_531);
    expect(size((name, buffer) => !buffer && !name.startsWith('adapter_token_downsampler'))).toBe(
      461_258_339,
    );
    expect(size((name, buffer) => !buffer && isTrainedForAve(name))).toBe(201_160_647);
    expect(
      size((name) => name.startsWith('audio_adapter_blocks_p1.') && !/running|num_batches/.test(name)),
    ).toBe(33_696_000);
    expect(
      size((name) => name.startsWith('vis_adapter_blocks_p2.') && !/running|num_batches/.test(name)),
    ).toBe(60_573_432);
    expect([...network.trainableParameters().keys()]).toEqual(
      all.flatMap(([name, { buffer }]) => (!buffer && isTrainedForAve(name) ? [name] : [])),
    );
    const unused = all.filter(
      ([name, { buffer }]) => !buffer && (network.head.isUnused(name) || name.endsWith('.gate_tk')),
    );
    expect(unused).toHaveLength(128);
    expect(unused.reduce((sum, [, { size: count }]) => sum + count, 0)).toBe(4_740_144);
  });
});
