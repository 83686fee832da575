// Every kernel of the op table against tfjs's own CPU backend: values, and
// gradients where tfjs has them. A case that no kernel needs would be listed
// as such; a kernel without a case fails the last test.
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKEND_NAME, gelu, layerNorm, randomUniform, runtime } from '../index.ts';
import { KERNELS } from './table.ts';

type Inputs = readonly {
  readonly data: readonly number[];
  readonly shape: readonly number[];
  readonly dtype?: tf.DataType;
}[];
type Body = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Case {
  readonly name: string;
  readonly inputs: Inputs;
  readonly body: Body;
  /** Whether to compare gradients of the float inputs too. */
  readonly gradient: boolean;
}

function numbers(count: number, seed: number, low: number, high: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => low + (high - low) * Math.abs((Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453) % 1),
  );
}

function floats(shape: readonly number[], seed: number, low = -1.7, high = 2.3): Inputs[number] {
  return {
    data: numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
      low,
      high,
    ),
    shape,
  };
}

function integers(data: readonly number[], shape: readonly number[] = [data.length]): Inputs[number] {
  return { data, shape, dtype: 'int32' };
}

const bools = (data: readonly number[]): Inputs[number] => ({ data, shape: [data.length], dtype: 'bool' });

const x23 = floats([2, 3], 1);
const cases: Case[] = [];
const add = (name: string, inputs: Inputs, body: Body, gradient = true): void => {
  cases.push({ name, inputs, body, gradient });
};

const unary: Record<string, [Body, number, number]> = {
  abs: [tf.abs, -2, 2],
  acos: [tf.acos, -0.9, 0.9],
  acosh: [tf.acosh, 1.2, 3],
  asin: [tf.asin, -0.9, 0.9],
  asinh: [tf.asinh, -2, 2],
  atan: [tf.atan, -2, 2],
  atanh: [tf.atanh, -0.9, 0.9],
  ceil: [tf.ceil, -2, 2],
  cos: [tf.cos, -2, 2],
  cosh: [tf.cosh, -2, 2],
  elu: [tf.elu, -2, 2],
  erf: [tf.erf, -2, 2],
  exp: [tf.exp, -2, 2],
  expm1: [tf.expm1, -2, 2],
  floor: [tf.floor, -2, 2],
  leakyRelu: [(x) => tf.leakyRelu(x as tf.Tensor, 0.1), -2, 2],
  log: [tf.log, 0.1, 3],
  log1p: [tf.log1p, -0.5, 3],
  neg: [tf.neg, -2, 2],
  reciprocal: [tf.reciprocal, 0.3, 2],
  relu: [tf.relu, -2, 2],
  relu6: [tf.relu6, -2, 9],
  round: [tf.round, -2, 2],
  rsqrt: [tf.rsqrt, 0.2, 3],
  sigmoid: [tf.sigmoid, -3, 3],
  sign: [tf.sign, -2, 2],
  sin: [tf.sin, -2, 2],
  sinh: [tf.sinh, -2, 2],
  softplus: [tf.softplus, -3, 3],
  sqrt: [tf.sqrt, 0.2, 3],
  square: [tf.square, -2, 2],
  step: [(x) => tf.step(x as tf.Tensor, 0.25), -2, 2],
  tan: [tf.tan, -1, 1],
  tanh: [tf.tanh, -2, 2],
  clip: [(x) => tf.clipByValue(x as tf.Tensor, -0.5, 0.75), -2, 2],
  onesLike: [tf.onesLike, -1, 1],
  zerosLike: [tf.zerosLike, -1, 1],
  clone: [tf.clone, -1, 1],
  gelu: [(x) => gelu(x as tf.Tensor), -3, 3],
};
for (const [name, [body, low, high]] of Object.entries(unary))
  add(name, [floats([3, 4], 3, low, high)], body);

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  mod: tf.mod,
  floorDiv: tf.floorDiv,
};
const pairs: [readonly number[], readonly number[]][] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [[], [2, 2]],
];
// tfjs's own gradients of these three do not sum over broadcast axes.
const SAME_SHAPE_ONLY = ['maximum', 'minimum', 'squaredDifference'];
function differentiable(name: string, a: readonly number[], b: readonly number[]): boolean {
  if (SAME_SHAPE_ONLY.includes(name)) return a.join() === b.join();
  return name !== 'floorDiv';
}
for (const [name, body] of Object.entries(binary)) {
  for (const [a, b] of pairs)
    add(
      `${name} [${a}] [${b}]`,
      [floats(a, 5), floats(b, 6, 0.4, 2)],
      body as Body,
      differentiable(name, a, b),
    );
}
add('pow', [floats([2, 3], 1, 0.3, 2), floats([3], 2)], tf.pow as Body);
add('prelu', [x23, floats([3], 2, 0.1, 0.4)], tf.prelu as Body);
add('mod int32', [integers([-7, 7, -8, 9]), integers([3, -3, 3, 4])], tf.mod as Body, false);
for (const compare of [tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual]) {
  add(compare.name, [integers([1, 2, 3, 3]), integers([1, 3, 2, 3])], compare as Body, false);
}
for (const logic of [tf.logicalAnd, tf.logicalOr])
  add(logic.name, [bools([0, 0, 1, 1]), bools([0, 1, 0, 1])], logic as Body, false);
add('logicalNot', [bools([0, 1])], tf.logicalNot as Body, false);
add('isNaN', [{ data: [1, Number.NaN, 3], shape: [3] }], tf.isNaN as Body, false);
add('addN', [x23, floats([2, 3], 2), floats([2, 3], 3)], (...parts) => tf.addN(parts));
add('where', [x23, floats([2, 3], 2)], (a, b) =>
  tf.where(tf.tensor([1, 0, 1, 1, 0, 0], [2, 3], 'bool'), a, b),
);
add('cast to int32', [floats([5], 1)], (x) => tf.cast(x, 'int32'), false);
add('cast to bool and back', [integers([0, 3, -2])], (x) => tf.cast(tf.cast(x, 'bool'), 'float32'), false);

const reductions: Record<string, (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor> = {
  sum: tf.sum,
  mean: tf.mean,
  max: tf.max,
  min: tf.min,
};
for (const [name, body] of Object.entries(reductions)) {
  add(`${name} all`, [x23], (x) => body(x));
  add(`${name} axis -1`, [floats([2, 3, 4], 7)], (x) => body(x, -1));
  add(`${name} axes 0,2 kept`, [floats([2, 3, 4], 8)], (x) => body(x, [0, 2], true));
}
add('sum of bool', [bools([1, 0, 1])], (x) => tf.sum(x), false);
for (const logic of [tf.all, tf.any]) add(logic.name, [bools([1, 0, 1])], (x) => logic(x), false);
for (const which of [tf.argMax, tf.argMin]) add(which.name, [floats([3, 4], 2)], (x) => which(x, 1), false);
add('softmax', [floats([2, 3, 4], 4)], (x) => tf.softmax(x));
add('logSoftmax', [floats([3, 4], 4)], (x) => tf.logSoftmax(x));
add('layerNorm', [floats([2, 3, 4], 4), floats([4], 5), floats([4], 6)], (x, g, b) =>
  layerNorm(x as tf.Tensor, g as tf.Tensor, b as tf.Tensor),
);
add('cumsum', [floats([3, 4], 4)], (x) => tf.cumsum(x, 1, true, true));

const x345 = floats([3, 4, 5], 9);
add('reshape', [x345], (x) => tf.reshape(x, [5, -1]));
add('expandDims', [x23], (x) => tf.expandDims(x, 1));
add('transpose', [x345], (x) => tf.transpose(x, [2, 0, 1]));
add('transpose that moves nothing', [floats([3, 1, 5], 2)], (x) => tf.transpose(x, [1, 0, 2]));
add('concat', [x23, floats([2, 2], 3)], (a, b) => tf.concat([a, b], 1));
add('stack', [x23, floats([2, 3], 3)], (a, b) => tf.stack([a, b], 1));
add('unstack', [x345], (x) => tf.addN(tf.unstack(x, 1)));
add('slice', [x345], (x) => tf.slice(x, [1, 0, 2], [2, -1, 2]));
add('stridedSlice', [x345], (x) => tf.stridedSlice(x, [2, 0, 0], [0, 4, 5], [-1, 2, 1]), false);
add('split', [x345], (x) => tf.addN(tf.split(x, 2, 1)));
add('split uneven', [x345], (x) => tf.split(x, [1, 4], 2)[1] as tf.Tensor);
add('pad', [x23], (x) =>
  tf.pad(
    x,
    [
      [1, 0],
      [2, 1],
    ],
    0.5,
  ),
);
add(
  'mirrorPad',
  [x23],
  (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      'reflect',
    ),
  false,
);
add('tile', [x23], (x) => tf.tile(x, [2, 3]));
add('broadcastTo', [floats([2, 1], 3)], (x) => tf.broadcastTo(x, [2, 4]));
add('reverse', [x345], (x) => tf.reverse(x, [0, -1]));
add('gather', [x345, integers([2, 0, 2])], (x, i) => tf.gather(x, i as tf.Tensor1D, 0));
add(
  'gather axis 1',
  [x345, integers([3, 0, 3, 1], [2, 2])],
  (x, i) => tf.gather(x, i as tf.Tensor1D, 1),
  false,
);
add('segment sum', [x345, integers([1, 0, 1])], (x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3));
add('oneHot', [integers([0, 2, -1])], (x) => tf.oneHot(x, 3), false);
add('fill', [x23], (x) => tf.add(x, tf.fill([2, 3], 4)));
add(
  'range kernel',
  [],
  () => tf.engine().runKernel('Range', {}, { start: 1, stop: 4, step: 1, dtype: 'int32' }) as tf.Tensor,
  false,
);
for (const [ta, tb] of [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const) {
  const a = floats(ta ? [2, 4, 3] : [2, 3, 4], 1);
  const b = floats(tb ? [2, 5, 4] : [2, 4, 5], 2);
  add(`matMul ${ta} ${tb}`, [a, b], (x, y) => tf.matMul(x, y, ta, tb));
}
add(
  'randomUniform',
  [integers([41], [])],
  (counter) => randomUniform([3, 5], counter as tf.Tensor, 0xdeadbeef),
  false,
);

function tensorsOf({ inputs }: Case): tf.Tensor[] {
  return inputs.map(({ data, shape, dtype }) => tf.tensor([...data], [...shape], dtype ?? 'float32'));
}

/** The value, then the gradients of a weighted sum of it where the case has any. */
function compute({ body, gradient }: Case, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  const value = body(...tensors);
  if (!gradient) return [value];
  const weights = tf.tensor(numbers(value.size, 77, -1, 1), value.shape);
  const weighted = (...floating: tf.Tensor[]): tf.Tensor => {
    const queue = [...floating];
    const mixed = tensors.map((t) => (t.dtype === 'float32' ? (queue.shift() as tf.Tensor) : t));
    return body(...mixed)
      .mul(weights)
      .sum();
  };
  return [value, ...tf.grads(weighted)(tensors.filter((t) => t.dtype === 'float32'))];
}

async function evaluate(backend: string, testCase: Case): Promise<number[][]> {
  await tf.setBackend(backend);
  const results = compute(testCase, tensorsOf(testCase));
  return Promise.all(results.map(async (t) => [...(await t.data()), ...t.shape]));
}

afterAll(() => runtime.dispose());

describe('kernels equal tfjs on the CPU', () => {
  it.each(cases.map((c) => [c.name, c] as const))('%s', async (_, testCase) => {
    const expected = await evaluate('cpu', testCase);
    const actual = await evaluate(BACKEND_NAME, testCase);
    expect(actual.length).toBe(expected.length);
    for (const [i, wanted] of expected.entries()) {
      expect(actual[i]?.length).toBe(wanted.length);
      for (const [j, value] of wanted.entries()) {
        const got = actual[i]?.[j] ?? Number.NaN;
        // NaN equals NaN; else float32 rounding of a few chained operations.
        if (!(Number.isNaN(value) && Number.isNaN(got)))
          expect(Math.abs(got - value)).toBeLessThan(3e-6 * (1 + Math.abs(value)));
      }
    }
  });

  it('covers the whole op table', async () => {
    await tf.setBackend('cpu');
    const used = new Set<string>();
    for (const testCase of cases) {
      const tensors = tensorsOf(testCase);
      const profile = await tf.profile(() => compute(testCase, tensors));
      for (const name of profile.kernelNames) used.add(name);
    }
    // These exist on this backend only; the cases `gelu`, `layerNorm` and `randomUniform` run them.
    for (const own of ['Gelu', 'LayerNorm', 'CounterUniform']) used.add(own);
    expect(Object.keys(KERNELS).filter((name) => !used.has(name))).toEqual([]);
  });
});
