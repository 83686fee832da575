// Views of every kind against the definition: element by element from a storage in memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { allocate } from '../dtype.ts';
import { FileReader } from '../file-reader.ts';
import { elementCount } from '../host-tensor.ts';
import { readView } from './read-view.ts';
import { checkView, isWhole } from './tensor-view.ts';
import { Storage, StoredTensor } from './values.ts';

const folder = mkdtempSync(join(tmpdir(), 'views-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'storage');

interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** By the definition of strides. */
function gather(storage: ArrayLike<unknown>, { shape, strides, offset }: Layout): unknown[] {
  const [size, ...inner] = shape;
  const [stride = 0, ...others] = strides;
  if (size === undefined) return [storage[offset]];
  return Array.from({ length: size }, (_, i) =>
    gather(storage, { shape: inner, strides: others, offset: offset + i * stride }),
  ).flat();
}

/** Reads a view of a storage of 16-bit or 64-bit elements that count up, and how many bytes that took. */
async function read(dtype: 'U16' | 'U64', layout: Layout, length: number, before = 24) {
  const storage = allocate(dtype, length);
  for (let i = 0; i < length; i++) storage[i] = dtype === 'U16' ? i : BigInt(i);
  writeFileSync(path, Buffer.concat([Buffer.alloc(before), Buffer.from(storage.buffer)]));
  const stored = new Storage('0', dtype, storage.byteLength);
  const view = checkView(
    'w',
    new StoredTensor(stored, dtype, layout.offset, layout.shape, layout.strides),
    path,
  );
  const target = allocate(dtype, elementCount(layout.shape));
  const bytes = await FileReader.open(path, async (file) => {
    const fill = vi.spyOn(file, 'fill');
    await readView(view, target, file, before);
    await file.close();
    return fill.mock.calls.reduce((sum, [part]) => sum + part.byteLength, 0);
  });
  return { values: [...target], storage, view, bytes };
}

/** Any axes, also overlapping ones, ones that repeat elements, and ones of a single element or none. */
const layouts = fc
  .array(fc.record({ size: fc.nat(4), stride: fc.oneof(fc.nat(8), fc.nat(4000)) }), { maxLength: 4 })
  .chain((axes) =>
    fc.nat(20).map((offset) => ({
      shape: axes.map(({ size }) => size),
      strides: axes.map(({ stride }) => stride),
      offset,
    })),
  );

const reach = ({ shape, strides, offset }: Layout): number =>
  shape.reduce((sum, size, axis) => sum + Math.max(0, size - 1) * (strides[axis] ?? 0), offset) + 1;

describe('readView', () => {
  it('gives the elements that the strides say, in logical order', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.constantFrom('U16', 'U64'), fc.nat(5), async (layout, dtype, spare) => {
        const { values, storage } = await read(dtype, layout, reach(layout) + spare);
        expect(values).toEqual(gather(storage, layout));
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, Layout, number]>([
    ['a matrix', { shape: [300, 400], strides: [400, 1], offset: 0 }, 1],
    ['its transpose', { shape: [400, 300], strides: [1, 400], offset: 0 }, 1],
    ['some of its columns', { shape: [300, 10], strides: [400, 1], offset: 7 }, 40],
    ['every second element', { shape: [60_000], strides: [2], offset: 1 }, 2],
    ['columns far apart', { shape: [3, 5], strides: [40_000, 1], offset: 3 }, 1],
    ['windows', { shape: [1000, 3], strides: [1, 1], offset: 0 }, 1],
    [
      'windows of windows far apart',
      { shape: [8, 8, 8, 8, 8], strides: [2500, 2500, 2500, 2500, 2500], offset: 0 },
      3,
    ],
    ['repeated elements far apart', { shape: [25, 1000], strides: [4000, 0], offset: 0 }, 1],
    ['repeated rows', { shape: [1000, 300], strides: [0, 1], offset: 0 }, 1],
  ])('reads %s without reading much else', async (_, layout, factor) => {
    const { values, storage, bytes } = await read('U16', layout, 120_000);
    expect(values).toEqual(gather(storage, layout));
    expect(bytes).toBeLessThanOrEqual(factor * 2 * values.length);
  });

  it('reads a transposed matrix larger than a block in several', async () => {
    const layout = { shape: [1500, 2000], strides: [1, 1500], offset: 0 };
    const { values, bytes } = await read('U16', layout, 3_000_000);
    expect(bytes).toBe(2 * 3_000_000);
    const expected = (i: number) => (Math.floor(i / 2000) + 1500 * (i % 2000)) % 2 ** 16;
    expect(values.findIndex((value, i) => value !== expected(i))).toBe(-1);
  });
});

describe('isWhole', () => {
  it('is true just where reading the storage from end to end gives the view', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.nat(1), async (layout, spare) => {
        const { values, storage, view } = await read('U16', layout, reach(layout) + spare);
        if (values.length > 0) expect(isWhole(view)).toBe(values.join() === [...storage].join());
      }),
      { numRuns: 200 },
    );
    const whole = await read('U16', { shape: [2, 1, 3], strides: [3, 99, 1], offset: 0 }, 6);
    expect(isWhole(whole.view)).toBe(true);
  });
});
