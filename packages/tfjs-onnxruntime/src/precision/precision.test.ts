// Products of frozen weights in int8: how far from float32, in which columns, for which activations; what stays as it
// is; what is refused.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { graphCache } from '../cache/graph-cache.ts';
import { cacheKey } from '../cache/key.ts';
import { emit } from '../emit.ts';
import { Constants } from '../graph/constants.ts';
import { quantize } from '../graph/quantize.ts';
import { BACKEND_NAME, compile, explain, type Precision, runtime } from '../index.ts';
import { hostValue, type Value } from '../value.ts';

beforeAll(async () => {
  graphCache.configure({ folder: undefined });
  await tf.setBackend(BACKEND_NAME);
});
afterAll(() => runtime.dispose());
afterEach(() => tf.disposeVariables());

const frozen = (data: Float32Array, shape: [number, number]): tf.Variable =>
  tf.variable(tf.tensor(data, shape), false);
const filled = (count: number, value: (i: number) => number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => value(i));
const noise = (count: number, seed: number, low = -1, high = 1): Float32Array =>
  filled(count, (i) => {
    const wave = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43_758.5453;
    return low + (high - low) * (wave - Math.floor(wave));
  });

async function numbers(
  fn: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  precision: Precision = 'int8',
): Promise<number[]> {
  const run = compile(fn, { training: false, precision });
  const result = await run(x);
  const values = [...(await result.data())];
  await run.dispose();
  return values;
}

const wholeProducts = async (
  fn: (x: tf.Tensor) => tf.Tensor,
  shape: number[],
  precision: Precision = 'int8',
): Promise<number> =>
  (await explain(fn, { shape }, { precision })).kinds.find(({ op }) => op === 'DynamicQuantizeMatMul')
    ?.nodes ?? 0;

/**
 * How far products may be off, `[M, N]`: each activation by half of one of 255 steps, each weight by half of one of
 * its column's 254, both at once, and a little for float32 itself.
 */
function bounds(
  a: Float32Array,
  w: Float32Array,
  [rows, inner, columns]: readonly [number, number, number],
): number[] {
  const step = (Math.max(0, ...a) - Math.min(0, ...a)) / 255;
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const weights = filled(inner, (k) => Math.abs(w[k * columns + column] ?? 0));
    const weightStep = Math.max(...weights) / 127;
    return weights.reduce((sum, weight, k) => {
      const size = Math.abs(a[row * inner + k] ?? 0);
      return (
        sum +
        (step / 2) * weight +
        (weightStep / 2) * size +
        (step * weightStep) / 4 +
        1e-6 * (size * weight + step * weightStep * 255)
      );
    }, 1e-7);
  });
}

describe('precision int8', () => {
  it('is off by no more than the rounding of both operands, for any shape', async () => {
    const size = (max: number) => fc.integer({ min: 64, max });
    const shapes = fc.record({
      rows: fc.integer({ min: 1, max: 9 }),
      inner: size(150),
      columns: size(90),
      isTurned: fc.boolean(),
      hasBias: fc.boolean(),
      low: fc.constantFrom(-3, -1, 0, 0.5),
      seed: fc.integer({ min: 0, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ rows, inner, columns, isTurned, hasBias, low, seed }) => {
        const a = noise(rows * inner, seed, low, 2);
        const w = noise(inner * columns, seed + 1);
        const turned = filled(w.length, (i) => w[(i % inner) * columns + Math.floor(i / inner)] ?? 0);
        const weight = isTurned ? frozen(turned, [columns, inner]) : frozen(w, [inner, columns]);
        const bias = tf.variable(tf.tensor1d(noise(columns, seed + 2)), false);
        const fn = (x: tf.Tensor): tf.Tensor => {
          const result = tf.matMul(x, weight as tf.Tensor, false, isTurned);
          return hasBias ? result.add(bias) : result;
        };
        const x = tf.tensor2d(a, [rows, inner]);
        const exact = await numbers(fn, x, 'float32');
        const rounded = await numbers(fn, x);
        const limits = bounds(a, w, [rows, inner, columns]);
        for (const [i, limit] of limits.entries())
          expect(Math.abs((rounded[i] ?? NaN) - (exact[i] ?? NaN))).toBeLessThanOrEqual(limit);
        expect(rounded).not.toEqual(exact);
      }),
      { numRuns: 25 },
    );
  });

  it('has a scale for each column, and columns of zeros are zero', async () => {
    const [inner, columns] = [64, 70];
    const size = (column: number): number => (column === 3 ? 0 : 10 ** ((column % 7) - 3));
    const w = filled(inner * columns, (i) => size(i % columns) * (noise(1, i)[0] ?? 0));
    const a = noise(2 * inner, 5);
    const weight = frozen(w, [inner, columns]);
    const fn = (x: tf.Tensor): tf.Tensor => x.matMul(weight as tf.Tensor);
    const x = tf.tensor2d(a, [2, inner]);
    const [exact, rounded] = [await numbers(fn, x, 'float32'), await numbers(fn, x)];
    const limits = bounds(a, w, [2, inner, columns]);
    for (const [i, limit] of limits.entries())
      expect(Math.abs((rounded[i] ?? NaN) - (exact[i] ?? NaN))).toBeLessThanOrEqual(limit);
    expect([rounded[3], rounded[columns + 3]]).toEqual([0, 0]);
  });

  describe('with activations that are', () => {
    const [inner, columns] = [64, 64];
    const w = noise(inner * columns, 9);
    const outcome = async (a: Float32Array): Promise<{ rounded: number[]; exact: number[] }> => {
      const weight = frozen(w, [inner, columns]);
      const bias = tf.variable(tf.fill([columns], 0.25), false);
      const fn = (x: tf.Tensor): tf.Tensor => x.matMul(weight as tf.Tensor).add(bias);
      const x = tf.tensor2d(a, [a.length / inner, inner]);
      return { rounded: await numbers(fn, x), exact: await numbers(fn, x, 'float32') };
    };

    for (const [name, value] of [
      ['negative all', () => noise(3 * inner, 2, -5, -4)],
      ['one number', () => filled(3 * inner, () => 0.7)],
      ['one negative number', () => filled(3 * inner, () => -0.7)],
      ['huge', () => noise(3 * inner, 4, -1e20, 1e20)],
      ['tiny', () => noise(3 * inner, 4, -1e-20, 1e-20)],
    ] as const) {
      it(`${name}: within the bound`, async () => {
        const a = value();
        const { rounded, exact } = await outcome(a);
        for (const [i, limit] of bounds(a, w, [3, inner, columns]).entries()) {
          expect(Math.abs((rounded[i] ?? NaN) - (exact[i] ?? NaN))).toBeLessThanOrEqual(limit);
        }
      });
    }

    it('all zero: the bias alone', async () => {
      const { rounded } = await outcome(new Float32Array(2 * inner));
      expect(new Set(rounded)).toEqual(new Set([0.25]));
    });

    for (const bad of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      it(`${bad} in one place: not one finite result`, async () => {
        const a = noise(2 * inner, 6);
        a[3] = bad;
        expect((await outcome(a)).rounded.filter(Number.isFinite)).toEqual([]);
      });
    }

    it('NaN in one place: ONNX Runtime takes it for a number, so it does not show', async () => {
      const a = noise(2 * inner, 6);
      a[3] = Number.NaN;
      const { rounded, exact } = await outcome(a);
      expect(exact.slice(0, columns).every(Number.isNaN)).toBe(true);
      expect(rounded.every(Number.isFinite)).toBe(true);
    });
  });

  it('takes products of leading axes, and a factor', async () => {
    const w = noise(64 * 64, 1);
    const weight = frozen(w, [64, 64]);
    const a = noise(2 * 3 * 64, 2);
    const fn = (x: tf.Tensor): tf.Tensor =>
      tf.matMul(x, weight.expandDims(0).squeeze([0]) as tf.Tensor).mul(-3);
    const x = tf.tensor3d(a, [2, 3, 64]);
    const [exact, rounded] = [await numbers(fn, x, 'float32'), await numbers(fn, x)];
    expect(await wholeProducts(fn, [2, 3, 64])).toBe(1);
    for (const [i, limit] of bounds(a, w, [6, 64, 64]).entries())
      expect(Math.abs((rounded[i] ?? NaN) - (exact[i] ?? NaN))).toBeLessThanOrEqual(3 * limit + 1e-6);
  });

  it('is for products that are worth it, of frozen weights alone', async () => {
    const large = frozen(noise(64 * 64, 1), [64, 64]);
    const narrow = frozen(noise(64 * 63, 1), [64, 63]);
    const trained = tf.variable(tf.tensor2d(noise(64 * 64, 1), [64, 64]), true);
    expect(await wholeProducts((x) => x.matMul(large as tf.Tensor), [4, 64])).toBe(1);
    expect(await wholeProducts((x) => x.matMul(large as tf.Tensor), [4, 64], 'float32')).toBe(0);
    expect(await wholeProducts((x) => x.matMul(narrow as tf.Tensor), [4, 64])).toBe(0);
    expect(await wholeProducts((x) => x.matMul(trained as tf.Tensor), [4, 64])).toBe(0);
    expect(await wholeProducts((x) => x.matMul((trained as tf.Tensor).mul(2)), [4, 64])).toBe(0);
    expect(await wholeProducts((x) => x.matMul(x, false, true), [64, 64])).toBe(0);
    expect(await wholeProducts((x) => (large as tf.Tensor).matMul(x), [64, 64])).toBe(0);
    const fn = (x: tf.Tensor): tf.Tensor => x.matMul(trained as tf.Tensor);
    const x = tf.tensor2d(noise(4 * 64, 3), [4, 64]);
    expect(await numbers(fn, x)).toEqual(await numbers(fn, x, 'float32'));
  });

  it('leaves weights that are not all finite as they are', async () => {
    const w = noise(64 * 64, 1);
    w[70] = Number.NaN;
    const weight = frozen(w, [64, 64]);
    expect(await wholeProducts((x) => x.matMul(weight as tf.Tensor), [4, 64])).toBe(0);
  });

  it('rounds weights anew when they were assigned, and those that another graph moved to the worker', async () => {
    const weight = frozen(
      filled(256 * 256, () => 1),
      [256, 256],
    );
    const fn = (x: tf.Tensor): tf.Tensor => x.matMul(weight as tf.Tensor).mean();
    const ones = tf.ones([2, 256]);
    const exact = compile(fn, { training: false });
    const rounded = compile(fn, { precision: 'int8' });
    const read = async (run: typeof exact): Promise<number> =>
      (await (await run(ones)).data())[0] ?? Number.NaN;
    expect(await read(exact)).toBeCloseTo(256, 3); // The weight lies with the worker from here on.
    expect(await read(rounded)).toBeCloseTo(256, 3);
    expect(await rounded.explain({ shape: [2, 256] }).then(String)).toContain('DynamicQuantizeMatMul');
    weight.assign(tf.fill([256, 256], 2));
    expect(await read(rounded)).toBeCloseTo(512, 3);
    const grow = compile(() => {
      weight.assign(weight.mul(2));
      return [];
    });
    await grow([]);
    expect(await read(rounded)).toBeCloseTo(1024, 3);
    await grow([]);
    expect(await read(rounded)).toBeCloseTo(2048, 3);
    await Promise.all([exact, rounded, grow].map((run) => run.dispose()));
  });

  it('is refused in training, with gradients, and where nobody knows the precision', async () => {
    const weight = tf.variable(tf.ones([64, 64]), false);
    expect(() => compile((x: tf.Tensor) => x, { precision: 'int8', training: true })).toThrow(
      /for inference alone/,
    );
    expect(() => compile((x: tf.Tensor) => x, { precision: 'int4' as 'int8' })).toThrow(
      /choose float32 or int8/,
    );
    const assigning = compile(
      (x: tf.Tensor) => {
        weight.assign(x as tf.Tensor2D);
        return x;
      },
      { precision: 'int8' },
    );
    await expect(assigning(tf.ones([64, 64]))).rejects.toMatchObject({ code: 'STATEFUL' });
    const slope = (x: tf.Tensor): tf.Tensor => tf.grad((y) => y.matMul(weight as tf.Tensor).sum())(x);
    await expect(compile(slope, { precision: 'int8' })(tf.ones([4, 64]))).rejects.toThrow(/takes a gradient/);
    const values = await (await compile(slope)(tf.ones([1, 64]))).data();
    expect(values[0]).toBe(64);
  });

  it('makes graphs of other names in the cache', () => {
    const x: Value = { dtype: 'float32', shape: [4, 64] };
    const w = hostValue(noise(64 * 64, 1), 'float32', [64, 64]);
    const output = emit('MatMul', [x, w], 'float32', [4, 64]);
    const traced = { outputs: [output], feeds: new Map([[x, { argument: 0 }]]), constants: [] };
    const nodes = output.node === undefined ? [] : [output.node];
    const choices = ([undefined, 127, 63] as const).map((int8) => ({ int8, shapes: true }));
    const replaced = new Map<number, Value>();
    const others = [{ shapes: false }, { shapes: true, replaced: new Map([[0, x]]) }];
    const keys = [...choices, ...others].map((made) => cacheKey(traced, nodes, { replaced, ...made }));
    expect(new Set(keys).size).toBe(5);
  });

  it('keeps to 7 bits where it is told to', () => {
    const x: Value = { dtype: 'float32', shape: [4, 64] };
    const w = hostValue(
      filled(64 * 64, (i) => (i % 2 === 0 ? 3 : -3)),
      'float32',
      [64, 64],
    );
    const output = emit('MatMul', [x, w], 'float32', [4, 64]);
    const [rounded] = quantize([output], new Constants((leaf) => leaf === x), 63);
    const [, weights, scales] = rounded?.node?.inputs ?? [];
    expect(new Set(weights?.data as Int8Array)).toEqual(new Set([63, -63]));
    expect(scales?.data?.[0]).toBeCloseTo(3 / 63, 6);
  });
});
