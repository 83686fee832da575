import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HostTensor, writeSafetensors } from '@dg-sct/checkpoint';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache, PreparedCache } from './cache.ts';
import { hashOptions } from './cache-index.ts';
import { CacheWriter } from './cache-writer.ts';

const description = { options: { size: 64, mel: { bins: 4, rate: 32_000 } } };
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'prepared cache '));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const clip = (value: number): [string, HostTensor][] => [
  ['frames', { dtype: 'U8', shape: [2, 1, 1, 3], data: new Uint8Array(6).fill(value) }],
  ['logmel', { dtype: 'F32', shape: [2, 2], data: new Float32Array([value, 0.5, -value, 1e-8]) }],
];
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
async function fill(count: number): Promise<void> {
  const writer = new CacheWriter(dir, description);
  for (let i = count - 1; i >= 0; i--) await writer.add(`clip-${i}`, clip(i));
  await writer.finish();
}

describe('the cache of prepared tensors', () => {
  it('gives back what was added, in batches stacked on a first axis', async () => {
    await fill(5);
    const cache = openCache(dir, { options: { mel: { rate: 32_000, bins: 4 }, size: 64 } });
    expect(cache.entries.map(({ id }) => id)).toEqual(['clip-0', 'clip-1', 'clip-2', 'clip-3', 'clip-4']);
    const batches = await collect(cache.batches({ batchSize: 2 }));
    expect(batches.map(({ entries }) => entries.map(({ id }) => id))).toEqual([
      ['clip-0', 'clip-1'],
      ['clip-2', 'clip-3'],
      ['clip-4'],
    ]);
    expect(batches[1]?.tensors.get('frames')).toEqual({
      dtype: 'U8',
      shape: [2, 2, 1, 1, 3],
      data: Uint8Array.of(2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3),
    });
    expect(batches[2]?.tensors.get('logmel')).toEqual({
      dtype: 'F32',
      shape: [1, 2, 2],
      data: new Float32Array([4, 0.5, -4, 1e-8]),
    });
  });

  it('is not complete before it is finished, and a later run keeps what is valid', async () => {
    const first = new CacheWriter(dir, description);
    await first.add('a', clip(1));
    await first.add('b', clip(2));
    expect(() => openCache(dir)).toThrow(/no complete cache .* prepare the data first/);
    truncateSync(join(dir, 'b.safetensors'), 40);

    const second = new CacheWriter(dir, description);
    expect(await second.keep('a')).toBe(true);
    expect(await second.keep('b')).toBe(false); // cut off
    expect(await second.keep('d')).toBe(false); // never written
    const other = new CacheWriter(dir, { ...description, options: { size: 32 } });
    expect(await other.keep('a')).toBe(false); // prepared differently
    await second.add('b', clip(9));
    await second.finish();
    const cache = openCache(dir);
    expect(cache.entries.map(({ id }) => id)).toEqual(['a', 'b']);
    const [, b] = cache.entries;
    expect(b && (await cache.read(b)).get('logmel')?.data[0]).toBe(9);
  });

  it('drops the index as soon as a clip of a complete cache is replaced', async () => {
    await fill(2);
    const writer = new CacheWriter(dir, description);
    await writer.add('clip-0', clip(7));
    expect(() => openCache(dir)).toThrow(/no complete cache/);
  });

  it('refuses other options, damaged files and unfit clips with one sentence', async () => {
    await fill(2);
    expect(() => openCache(dir, { options: { size: 32 } })).toThrow(/prepared with other options/);
    const writer = new CacheWriter(dir, description);
    await expect(writer.add('../x', [])).rejects.toMatchObject({ code: 'CACHE_ENTRY' });
    await writer.keep('clip-0');
    const odd: HostTensor = { dtype: 'U8', shape: [1], data: new Uint8Array(1) };
    await writer.add('odd', [...clip(1).slice(1), ['frames', odd]]);
    await writer.finish();
    const batches = openCache(dir).batches({ batchSize: 2 });
    await expect(batches.next()).rejects.toThrow(
      /Clip "odd": tensor "frames" is U8 \[1\], expected U8 \[2,1,1,3\]/,
    );
    await expect(openCache(dir).batches({ batchSize: 0 }).next()).rejects.toThrow(/batch size/);
    truncateSync(join(dir, 'odd.safetensors'), 50);
    expect(() => openCache(dir)).toThrow(/odd.safetensors has 50 bytes instead of/);
    rmSync(join(dir, 'odd.safetensors'));
    expect(() => openCache(dir)).toThrow(/odd.safetensors is missing/);
    writeFileSync(join(dir, 'index.json'), '{"version": 1}');
    expect(() => openCache(dir)).toThrow(/not a cache index/);
    writeFileSync(join(dir, 'file'), '');
    expect(() => new CacheWriter(join(dir, 'file', 'x'), description)).toThrow(/Cannot write the cache/);
  });

  it('finds every bit that is no longer what was written, and says what to do', async () => {
    await fill(1);
    const path = join(dir, 'clip-0.safetensors');
    const good = readFileSync(path);
    const [entry] = openCache(dir).entries;
    const read = async () => entry && (await openCache(dir).read(entry));
    for (let bit = 8 * good.indexOf('}}') + 16; bit < 8 * good.length; bit++) {
      const flipped = Buffer.from(good);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, flipped);
      await expect(read()).rejects.toMatchObject({ code: 'CACHE_CORRUPT', file: path });
    }
    await expect(read()).rejects.toThrow(
      /clip-0.safetensors cannot be used \("\w+" is not what was written\)/,
    );
    await expect(read()).rejects.toThrow(/delete it and prepare the data again.$/);
    // A part is checked by itself.
    expect(entry && [...(await openCache(dir).read(entry, ['logmel', 'none'])).keys()]).toEqual(['logmel']);
    // Names, types and shapes are part of it, and so is which clip it is.
    for (const [from, to] of [
      ['"F32","shape":[2,2]', '"I32","shape":[2,2]'],
      ['"shape":[2,2]', '"shape":[1,4]'],
      ['"logmel"', '"logmeL"'],
    ] as const) {
      const changed = Buffer.from(good.toString('latin1').replace(from, to), 'latin1');
      expect(changed.length).toBe(good.length);
      writeFileSync(path, changed);
      await expect(read()).rejects.toMatchObject({ code: 'CACHE_CORRUPT' });
    }
    const writer = new CacheWriter(dir, description);
    await writer.add('clip-1', clip(0));
    await writer.add('clip-0', clip(0));
    await writer.finish();
    writeFileSync(path, readFileSync(join(dir, 'clip-1.safetensors')));
    await expect(read()).rejects.toMatchObject({ code: 'CACHE_CORRUPT' });
  });

  it('prepares clips again that were written without a hash', async () => {
    await writeSafetensors(join(dir, 'a.safetensors'), clip(1), {
      ...{ id: 'a', options: hashOptions(description.options) },
    });
    expect(await new CacheWriter(dir, description).keep('a')).toBe(false);
  });

  it('refuses names that no file system takes, and an index that is none', async () => {
    const writer = new CacheWriter(dir, description);
    await expect(writer.keep('x'.repeat(300))).rejects.toMatchObject({ code: 'CACHE_ENTRY' });
    mkdirSync(join(dir, 'index.json'));
    expect(() => openCache(dir)).toThrow(/index.json cannot be read .* delete it and prepare/);
  });

  it('does not follow file names out of its folder', async () => {
    await fill(1);
    const index = join(dir, 'index.json');
    writeFileSync(index, readFileSync(index, 'utf8').replace('clip-0.safetensors', '../clip-0.safetensors'));
    expect(() => openCache(dir)).toThrow(/not a cache index/);
  });

  it('visits every clip once an epoch, in an order that depends on seed and epoch', () => {
    const entries = Array.from({ length: 50 }, (_, i) => ({ id: `${i}`, file: `${i}`, bytes: 0 }));
    const cache = new PreparedCache('', entries);
    const orderOf = (seed: number, epoch: number): string[] =>
      cache.order({ shuffle: true, seed, epoch }).map(({ id }) => id);
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), (seed, epoch) => {
        const order = orderOf(seed, epoch);
        expect(new Set(order).size).toBe(entries.length);
        expect(orderOf(seed, epoch)).toEqual(order);
        expect(orderOf(seed, epoch + 1)).not.toEqual(order);
        expect(orderOf(seed + 1, epoch)).not.toEqual(order);
      }),
    );
    expect(cache.order()).toEqual(entries);
  });
});
