import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf.ts';

const written = (write: (writer: ProtobufWriter) => void): number[] => {
  const writer = new ProtobufWriter();
  write(writer);
  return [...writer.finish()];
};

describe('ProtobufWriter', () => {
  it.each<[number | bigint, number[]]>([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [300, [0xac, 0x02]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [2 ** 35, [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    [-1, [...new Array<number>(9).fill(0xff), 0x01]],
    [2n ** 63n - 1n, [...new Array<number>(8).fill(0xff), 0x7f]],
  ])('writes the integer %s', (value, bytes) => {
    expect(written((writer) => writer.integer(1, value))).toEqual([0x08, ...bytes]);
  });

  it.each([1.5, Number.NaN])('refuses %s as an integer', (value) => {
    expect(() => written((writer) => writer.integer(1, value))).toThrow(RangeError);
  });

  it('writes text as UTF-8, and floats', () => {
    expect(written((writer) => writer.text(2, 'aé€'))).toEqual([0x12, 6, 0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac]);
    expect(written((writer) => writer.float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 100_000])('puts %i bytes in messages within messages', (size) => {
    const content = Uint8Array.from({ length: size }, (_, i) => i % 251);
    const sizeOf = (bytes: number): number[] => written((writer) => writer.integer(0, bytes)).slice(1);
    const inner = [0x1a, ...sizeOf(size), ...content];
    const outer = [0x08, 5, 0x12, ...sizeOf(inner.length), ...inner, 0x08, 6];
    const result = written((writer) =>
      writer
        .integer(1, 5)
        .message(2, (message) => message.bytes(3, content))
        .integer(1, 6),
    );
    expect(Buffer.compare(Buffer.from(result), Buffer.from(outer))).toBe(0);
  });
});
