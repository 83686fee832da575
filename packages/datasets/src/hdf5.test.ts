// The HDF5 file of the goldens, and damaged copies of it. The published files are in ave-published.test.ts.
import { fileURLToPath } from 'node:url';
import { readSafetensorsSync } from '@dg-sct/checkpoint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from './errors.ts';
import { readHdf5 } from './hdf5.ts';

const GOLDEN = fileURLToPath(
  new URL('../../../tools/goldens/fixtures/task-ave/dataset.safetensors', import.meta.url),
);
const { tensors } = readSafetensorsSync(GOLDEN);
const stored = (key: string): number[] => Array.from(tensors.get(key)?.data ?? [], Number);
const content = Uint8Array.from(stored('fixture.hdf5_bytes'));

describe('readHdf5', () => {
  it('reads the golden file, and leaves its bytes as they are', () => {
    const before = content.slice();
    const [[name, array] = ['', undefined]] = readHdf5(content, 'labels.h5');
    expect(name).toBe('avadataset');
    expect(array?.shape).toEqual([3, 10, 29]);
    expect(Array.from(array?.data ?? [], Number)).toEqual(stored('fixture.hdf5_content'));
    expect(content).toEqual(before);
  });

  it('reads a view into a larger buffer', () => {
    const larger = new Uint8Array(content.length + 13);
    larger.set(content, 13);
    expect(readHdf5(larger.subarray(13), 'x.h5')).toEqual(readHdf5(content, 'x.h5'));
  });

  it('refuses what is no HDF5 file, and newer ones, with the file and a reason', () => {
    const read = (bytes: Uint8Array) => () => readHdf5(bytes, 'labels.h5');
    expect(read(new Uint8Array(100))).toThrow(/^labels.h5 does not begin as an HDF5 file/);
    expect(read(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    const newer = content.slice();
    newer[8] = 2;
    expect(read(newer)).toThrow(/superblock version 2; this reader knows 0/);
  });

  it('gives a typed error or an array for any damage, and nothing else', () => {
    const attempt = (bytes: Uint8Array): void => {
      try {
        for (const { shape, data } of readHdf5(bytes, 'x.h5').values()) {
          expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
        }
      } catch (error) {
        expect(error).toBeInstanceOf(DatasetError);
      }
    };
    fc.assert(fc.property(fc.nat(content.length), (length) => attempt(content.slice(0, length))));
    const flips = fc.array(fc.tuple(fc.nat(2143), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(flips, (changes) => {
        const damaged = content.slice();
        for (const [at, value] of changes) damaged[at] = value;
        attempt(damaged);
      }),
      { numRuns: 2000 },
    );
  });
});
