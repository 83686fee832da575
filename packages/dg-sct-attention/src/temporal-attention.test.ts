// The published sizes of temporal attention. Its numbers are checked by the goldens.
import { expect, test } from 'vitest';
import { TemporalAttention } from './temporal-attention.ts';

test('the published widths have the published number of parameters', () => {
  const attention = new TemporalAttention({ visualDim: 1536, audioDim: 768 });
  const sizes = [...attention.namedParameters().values()].map(({ size }) => size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12_071_554);
});

test.each([true, false])('the layers of an encoder start alike: %s', async (identicalStart) => {
  const sizes = { visualDim: 6, audioDim: 4, visualHidden: 8, audioHidden: 4, dim: 8, feedForward: 8 };
  const attention = new TemporalAttention({ ...sizes, heads: 2, identicalStart }).initialize(3);
  const layer = (index: number) =>
    attention.namedParameters().get(`video_encoder.encoder.layers.${index}.linear1.weight`)?.read();
  const [first, second] = await Promise.all([layer(0), layer(1)]);
  expect(first?.every((value, i) => value === second?.[i])).toBe(identicalStart);
});
