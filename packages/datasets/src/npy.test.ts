// Arrays as NumPy writes them, byte by byte, and files that are none.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from './npy.ts';
import { writeNpy } from './npy-write.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'npy '));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function npy(header: string, data: Uint8Array, version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  return Buffer.concat([magic, length, Buffer.from(header, 'latin1'), data]);
}

const header = (type: string, shape: string, order = 'False'): string =>
  `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape}), }   \n`;

const bytes = (array: Float32Array | Float64Array | Int16Array | Int32Array): Uint8Array =>
  new Uint8Array(array.buffer);

function write(content: Buffer): string {
  const file = join(dir, 'array.npy');
  writeFileSync(file, content);
  return file;
}

describe('readNpy', () => {
  it.each([
    ['<f4', bytes(Float32Array.of(1.5, -2, 3))],
    ['<f8', bytes(Float64Array.of(1.5, -2, 3))],
  ])('reads %s', (type, data) => {
    expect(readNpy(write(npy(header(type, '3,'), data)))).toEqual({
      shape: [3],
      data: Float32Array.of(1.5, -2, 3),
    });
  });

  it.each([
    ['<i2', bytes(Int16Array.of(7, -8, 9, 10))],
    ['<i4', bytes(Int32Array.of(7, -8, 9, 10))],
  ])('reads %s with a long header', (type, data) => {
    expect(readNpy(write(npy(header(type, '2, 2'), data, 2)))).toEqual({
      shape: [2, 2],
      data: Float32Array.of(7, -8, 9, 10),
    });
  });

  it.each([
    [Buffer.from('not an array at all'), /does not begin as one/],
    [npy(header('|O', ''), new Uint8Array(8)), /elements of type "\|O"; expected <f4/],
    [npy(header('<f4', '2, 2', 'True'), new Uint8Array(16)), /'fortran_order': True.*C order/],
    [npy(header('<f4', '5,'), new Uint8Array(16)), /16 bytes of data; expected 20 .*cut off/],
  ])('refuses %#', (content, message) => {
    const file = write(content);
    expect(() => readNpy(file)).toThrow(message);
    expect(() => readNpy(file)).toThrow(expect.objectContaining({ code: 'DATASET_FILE', file }));
  });

  it('names a file that is not there', () => {
    expect(() => readNpy(join(dir, 'none.npy'))).toThrow(/none\.npy/);
  });
});

describe('writeNpy', () => {
  it('writes what readNpy reads, byte for byte as numpy.save does', async () => {
    const file = join(dir, 'wave.npy');
    await writeNpy(file, Float32Array.of(0.5, -1, 2));
    expect(readNpy(file)).toEqual({ shape: [3], data: Float32Array.of(0.5, -1, 2) });
    const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }`;
    const expected = npy(`${text.padEnd(117)}\n`, bytes(Float32Array.of(0.5, -1, 2)));
    expect(readFileSync(file).equals(expected)).toBe(true);
  });
});
