import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resizeMask } from './resize-mask.ts';

const mask = (rows: readonly string[]) => ({
  data: Uint8Array.from(rows.join(''), Number),
  height: rows.length,
  width: rows[0]?.length ?? 0,
  channels: 1,
});
const rowsOf = (data: Uint8Array, size: number): string[] =>
  Array.from({ length: size }, (_, r) => data.subarray(r * size, (r + 1) * size).join(''));

it('a pixel belongs to the mask where half of what it covers does', () => {
  expect(rowsOf(resizeMask(mask(['1100', '0011', '1000', '0000']), 2), 2)).toEqual(['11', '00']);
  // Middle pixels are shared by halves.
  expect(rowsOf(resizeMask(mask(['110', '110', '000']), 2), 2)).toEqual(['10', '00']);
  expect(rowsOf(resizeMask(mask(['10', '00']), 4), 4)).toEqual(['1100', '1100', '0000', '0000']);
  expect(rowsOf(resizeMask(mask(['1100']), 2), 2)).toEqual(['10', '10']);
});

it('the same size changes nothing, and all or nothing stays so at any size', () => {
  const side = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(side, side, side, fc.infiniteStream(fc.boolean()), (height, width, size, bits) => {
      const drawn = Uint8Array.from({ length: size * size }, () => (bits.next().value ? 1 : 0));
      expect(resizeMask({ data: drawn, height: size, width: size, channels: 1 }, size)).toEqual(drawn);
      for (const value of [0, 1]) {
        const data = new Uint8Array(height * width).fill(value);
        const resized = resizeMask({ data, height, width, channels: 1 }, size);
        expect(resized).toEqual(new Uint8Array(size * size).fill(value));
      }
    }),
  );
});
