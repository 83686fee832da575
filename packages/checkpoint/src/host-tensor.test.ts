// Half-precision decoding and the checks of a tensor against itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { checkHostTensor, elementCount, type HostTensor, toFloat32 } from './host-tensor.ts';

const half = (...bits: number[]): HostTensor => ({
  dtype: 'F16',
  shape: [bits.length],
  data: new Uint16Array(bits),
});

describe('toFloat32', () => {
  it('decodes binary16 landmarks', () => {
    const bits = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7c00, 0xfc00];
    const want = [1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, Infinity, -Infinity];
    expect([...toFloat32(half(...bits))]).toEqual(want);
    expect(toFloat32(half(0x7e00))[0]).toBeNaN();
    expect(Object.is(toFloat32(half(0x8000))[0], -0)).toBe(true);
  });

  it('grows with the bits of positive binary16 numbers', () => {
    const all = toFloat32(half(...Array.from({ length: 0x7c01 }, (_, bits) => bits)));
    expect(all.every((value, i) => i === 0 || value > (all[i - 1] ?? Infinity))).toBe(true);
  });

  it('inverts truncation to bfloat16', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        const bits = new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
        const data = Uint16Array.of(bits >>> 16);
        const [decoded = Number.NaN] = toFloat32({ dtype: 'BF16', shape: [1], data });
        const truncated = new Float32Array(Uint32Array.of(bits & 0xffff0000).buffer)[0];
        expect(decoded).toBe(truncated);
      }),
    );
  });

  it('converts integers of 64 bits and keeps float32 as it is', () => {
    expect([...toFloat32({ dtype: 'I64', shape: [2], data: BigInt64Array.of(-3n, 2n ** 40n) })]).toEqual([
      -3,
      2 ** 40,
    ]);
    const data = Float32Array.of(1, 2);
    expect(toFloat32({ dtype: 'F32', shape: [2], data })).toBe(data);
  });
});

describe('checkHostTensor', () => {
  it.each<[string, HostTensor, RegExp]>([
    [
      'length',
      { dtype: 'F32', shape: [2, 2], data: new Float32Array(3) },
      /'w' has shape \[2,2\], which needs 4/,
    ],
    ['negative size', { dtype: 'F32', shape: [-1], data: new Float32Array(0) }, /whole numbers/],
    ['fraction', { dtype: 'F32', shape: [0.5], data: new Float32Array(0) }, /whole numbers/],
    [
      'array kind',
      { dtype: 'F32', shape: [1], data: new Float64Array(1) } as unknown as HostTensor,
      /Float64Array/,
    ],
  ])('refuses a wrong %s', (_, tensor, message) => {
    expect(() => checkHostTensor('w', tensor)).toThrow(message);
    expect(() => checkHostTensor('w', tensor)).toThrow(CheckpointError);
  });

  it('takes a Buffer as bytes', () => {
    expect(() => checkHostTensor('w', { dtype: 'U8', shape: [2], data: Buffer.from('ab') })).not.toThrow();
  });
});

describe('elementCount', () => {
  it('is 1 for a scalar, 0 with an empty axis and NaN beyond exact integers', () => {
    expect(elementCount([])).toBe(1);
    expect(elementCount([2 ** 40, 0, 2 ** 40])).toBe(0);
    expect(elementCount([2 ** 40, 2 ** 40])).toBeNaN();
  });
});
