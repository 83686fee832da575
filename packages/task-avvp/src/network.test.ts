// The published network's size, by part and by what is trained.
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { expect, test } from 'vitest';
import { AvvpNetwork, isTrainedForAvvp } from './network.ts';

test('the published network has the published size', () => {
  const network = new AvvpNetwork({
    visual: swinV2('swinv2_large_window12_192_22k'),
    audio: htsat('audioset'),
    head: { classes: Array.from({ length: 25 }, (_, i) => `class ${i}`) },
  });
  const all = [...network.namedParameters()];
  const weights = all.filter(([, { buffer }]) => !buffer);
  const size = (keep: (name: string) => boolean): number =>
    weights.reduce((sum, [name, { size: count }]) => sum + (keep(name) ? count : 0), 0);
  expect(size(() => true)).toBe(458_907_183);
  expect(size(isTrainedForAvvp)).toBe(198_809_491);
  expect(weights.filter(([name]) => isTrainedForAvvp(name))).toHaveLength(2149);
  expect(size((name) => name.startsWith('audio_adapter_blocks_p1.'))).toBe(34_882_380);
  expect(size((name) => name.startsWith('vis_adapter_blocks_p2.'))).toBe(61_764_228);
  const idle = /adapter_token_downsampler|\.gate_tk$|\.fc_caption\.|\.temporal_gated\./;
  const unused = (name: string): boolean => idle.test(name) || network.head.isUnused(name);
  expect(weights.filter(([name]) => unused(name))).toHaveLength(303);
  expect(size(unused)).toBe(5_482_465);
});
