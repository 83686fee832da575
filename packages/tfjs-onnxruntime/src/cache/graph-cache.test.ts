// The cache on disk: what comes back, for which graphs, and what becomes of entries that are broken, many,
// or written by several processes.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as cleaning from '../graph/clean.ts';
import { BACKEND_NAME, compile, graphCache, runtime, scope } from '../index.ts';
import type { Prepared } from './entry.ts';
import { defaultFolder } from './folder.ts';
import { GraphCache } from './graph-cache.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graphs-'));
  graphCache.configure({ folder });
});
afterEach(() => {
  vi.restoreAllMocks();
  graphCache.configure({ folder: undefined, maxBytes: 2 ** 29 });
  rmSync(folder, { recursive: true });
});
afterAll(() => runtime.dispose());

const graphs = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.graph'));

interface Chain {
  readonly length?: number;
  readonly factor?: number;
  readonly label?: string;
  readonly width?: number;
}

/** The result of a chain of many operations with a gradient, compiled anew; and whether its graph was cleaned. */
async function runChain({ length = 60, factor = 0.5, label = 'chain', width = 3 }: Chain = {}) {
  const clean = vi.spyOn(cleaning, 'clean');
  const shift = tf.variable(tf.fill([width], factor), false);
  const table = tf.variable(tf.fill([300, 300], factor), false);
  const slope = compile(
    (x: tf.Tensor) =>
      tf.grad((start: tf.Tensor) => {
        let y = start;
        for (let i = 0; i < length; i++) y = scope(label, () => y.square().add(shift).sqrt());
        return y.mul(tf.matMul(tf.ones([1, 300]), table).mean());
      })(x),
    { name: label },
  );
  const result = [...(await (await slope(tf.fill([width], 0.3))).data())];
  const cleaned = clean.mock.calls.length > 0;
  clean.mockRestore();
  await slope.dispose();
  shift.dispose();
  table.dispose();
  return { result, cleaned };
}

describe('compiled functions', () => {
  it('find the graph that was cleaned before, and compute the same', async () => {
    const first = await runChain();
    expect(first.cleaned).toBe(true);
    expect(graphs()).toHaveLength(1);
    expect(await runChain()).toEqual({ result: first.result, cleaned: false });
    expect(new Set(first.result).size).toBe(1);
    expect(Math.abs(first.result[0] ?? 0)).toBeGreaterThan(0);
  });

  it.each<[string, Chain]>([
    ['a constant', { factor: 0.25 }],
    ['a shape', { width: 4 }],
    ['an operation more', { length: 61 }],
    ['the module path', { label: 'other' }],
  ])('are not taken for those with another graph: %s', async (_, changed) => {
    await runChain();
    expect((await runChain(changed)).cleaned).toBe(true);
    expect(graphs()).toHaveLength(2);
  });

  it.each<[string, (file: Buffer) => Uint8Array]>([
    ['empty', () => new Uint8Array()],
    ['cut short', (file) => file.subarray(0, file.length - 1)],
    ['changed', (file) => file.fill(7, file.length >> 1, (file.length >> 1) + 1)],
    ['something else', () => Buffer.from('not a graph at all, but long enough to hold a digest')],
  ])('are made anew where the entry is %s', async (_, spoil) => {
    const { result } = await runChain();
    const path = join(folder, graphs()[0] ?? '');
    const good = readFileSync(path);
    writeFileSync(path, spoil(readFileSync(path)));
    expect(await runChain()).toEqual({ result, cleaned: true });
    expect(readFileSync(path).equals(good)).toBe(true);
  });

  it('leave small graphs, and a cache that is off or can not be written, alone', async () => {
    await runChain({ length: 3 });
    expect(readdirSync(folder)).toEqual([]);
    const { result } = await runChain();
    rmSync(join(folder, graphs()[0] ?? ''));
    writeFileSync(join(folder, 'file'), '');
    graphCache.configure({ folder: join(folder, 'file') });
    expect(await runChain()).toEqual({ result, cleaned: true });
    graphCache.configure({ folder: undefined });
    expect(await runChain()).toEqual({ result, cleaned: true });
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('GraphCache', () => {
  const prepared = (fill: number, bytes: number): Prepared => ({
    model: { bytes: new Uint8Array(bytes).fill(fill), externalData: [], nodes: 1 },
    fedConstants: [],
    overwritable: [],
  });

  it('gives back what was written', async () => {
    const cache = new GraphCache();
    cache.configure({ folder: join(folder, 'deep', 'er') });
    const full: Prepared = {
      model: {
        bytes: Uint8Array.of(1, 2, 3),
        externalData: [
          { path: 'é', data: Uint8Array.of(4), owned: true },
          { path: 'none', data: new Uint8Array(), owned: true },
          { path: 'last', data: new Uint8Array(Float32Array.of(5, 6).buffer), owned: true },
        ],
        nodes: 9,
      },
      fedConstants: [2, 5],
      overwritable: [1],
    };
    await cache.write('key', full);
    expect(await cache.read('key')).toEqual(full);
    expect(await cache.read('other')).toBeUndefined();
  });

  it('lets those go that were used longest ago', async () => {
    const cache = new GraphCache();
    cache.configure({ folder, maxBytes: 3500 });
    for (const [age, key] of ['a', 'b', 'c'].entries()) {
      await cache.write(key, prepared(age, 1000));
      const used = new Date(2020, 1, 1 + age);
      utimesSync(join(folder, `${key}.graph`), used, used);
    }
    expect(await cache.read('a')).toBeDefined();
    await cache.write('d', prepared(3, 1000));
    expect(graphs().sort()).toEqual(['a.graph', 'c.graph', 'd.graph']);
    await cache.write('huge', prepared(4, 5000));
    expect(graphs().sort()).toEqual(['a.graph', 'c.graph', 'd.graph']);
  });

  it('is written by several at once, and cleans up behind those that did not finish', async () => {
    const old = new Date(2020, 1, 1);
    writeFileSync(join(folder, 'left.part'), 'x');
    utimesSync(join(folder, 'left.part'), old, old);
    writeFileSync(join(folder, 'busy.part'), 'x');
    const caches = Array.from({ length: 8 }, () => new GraphCache());
    for (const cache of caches) cache.configure({ folder });
    await Promise.all(caches.map((cache) => cache.write('same', prepared(1, 50_000))));
    expect(await caches[0]?.read('same')).toEqual(prepared(1, 50_000));
    expect(readdirSync(folder).sort()).toEqual(['busy.part', 'same.graph']);
  });

  it('takes a folder in the place of an entry for no entry', async () => {
    const cache = new GraphCache();
    cache.configure({ folder });
    mkdirSync(join(folder, 'key.graph'));
    expect(await cache.read('key')).toBeUndefined();
    await cache.write('key', prepared(1, 10));
    expect(readdirSync(folder)).toEqual(['key.graph']);
  });
});

it.each([
  [{ TFJS_ONNXRUNTIME_CACHE: 'off' }, 'linux', undefined],
  [{ TFJS_ONNXRUNTIME_CACHE: '/somewhere' }, 'linux', '/somewhere'],
  [{}, 'linux', join(homedir(), '.cache', 'tfjs-onnxruntime')],
  [{ XDG_CACHE_HOME: '/cache' }, 'linux', join('/cache', 'tfjs-onnxruntime')],
  [{}, 'darwin', join(homedir(), 'Library', 'Caches', 'tfjs-onnxruntime')],
  [{ LOCALAPPDATA: 'local' }, 'win32', join('local', 'tfjs-onnxruntime')],
])('%j on %s means %s', (environment, platform, folder) => {
  expect(defaultFolder(environment, platform)).toBe(folder);
});
