// The published sizes of temporal attention. Its numbers are checked by the goldens.
import { expect, test } from 'vitest';
import { TemporalAttention } from './temporal-attention.ts';

test('the published widths have the published number of parameters', () => {
  const attention = new TemporalAttention({ visualDim: 1536, audioDim: 768 });
  const sizes = [...attention.namedParameters().values()].map(({ size }) => size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12_071_554);
});
