// What the clean-up takes away, and that the numbers stay what they were.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { OnnxRuntimeBackend } from '../backend.ts';
import { BACKEND_NAME, compile } from '../index.ts';
import { evaluate } from '../runtime/evaluate.ts';
import { trace } from '../trace.ts';
import type { Node } from '../value.ts';
import { clean } from './clean.ts';
import { dependencyOrder } from './order.ts';
import { BROADCASTING } from './simplify.ts';

type Traced = (inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** What is left of `fn`, in order. */
async function nodesOf(fn: Traced, shapes: readonly number[][]): Promise<Node[]> {
  const backend = tf.backend();
  if (!(backend instanceof OnnxRuntimeBackend)) throw new Error('wrong backend');
  const inputs = shapes.map((shape) => tf.zeros(shape));
  const { outputs, feeds } = trace(backend, fn, inputs, { name: 'test', training: true });
  const cleaned = await clean(outputs, (leaf) => feeds.has(leaf), evaluate);
  return dependencyOrder(cleaned);
}

const operationsOf = async (fn: Traced, shapes: readonly number[][]): Promise<string[]> =>
  (await nodesOf(fn, shapes)).map(({ op }) => op);

describe('clean', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND_NAME);
  });

  it('keeps one of equal constants, and tells zero from minus zero', async () => {
    const fn: Traced = ([x, y]) => [need(x).reshape([3, 2]), need(y).reshape([3, 2])];
    const [first, second] = await nodesOf(fn, [[6], [2, 3]]);
    expect(first?.inputs[1]?.data).toBeDefined();
    expect(first?.inputs[1]).toBe(second?.inputs[1]);
    const quotients = compile(([x]: tf.Tensor[]) => [need(x).div(tf.scalar(0)), need(x).div(tf.scalar(-0))]);
    const values = await Promise.all((await quotients([tf.ones([1])])).map((quotient) => quotient.data()));
    expect(values.map(([value]) => value)).toEqual([Infinity, -Infinity]);
  });

  it.each<[string, (inputs: tf.Tensor[]) => tf.Tensor, number[][], string[]]>([
    ['a factor of one', ([x]) => need(x).mul(tf.ones([2, 3])), [[2, 3]], []],
    ['a term of zero', ([x]) => tf.zeros([2, 3]).add(need(x)), [[2, 3]], []],
    ['a factor of one that spreads', ([x]) => need(x).mul(tf.ones([2, 3])), [[3]], ['Expand']],
    ['a zero that is taken away', ([x]) => need(x).sub(0), [[3]], []],
    ['but not what is taken from zero', ([x]) => tf.zeros([3]).sub(need(x)), [[3]], ['Sub']],
    [
      'spreading before an operation that spreads',
      ([x, y]) => need(x).tile([2, 1]).mul(need(y)),
      [
        [1, 3],
        [2, 3],
      ],
      ['Mul'],
    ],
    [
      'a number after spreading, which comes later',
      ([x]) => tf.relu(need(x).tile([4, 1]).div(tf.scalar(3))),
      [[1, 3]],
      ['Div', 'Expand', 'Relu'],
    ],
    [
      'the gradient of a mean, which is spread by what meets it',
      ([x, y]) =>
        tf
          .grad((z: tf.Tensor) => z.mean(0).mul(need(y)))(need(x))
          .sub(need(x)),
      [[4, 3], [3]],
      ['Reshape', 'Div', 'Sub'],
    ],
    ['a mask of ones and zeros', ([x, y]) => need(x).mul(need(y).step()), [[3], [3]], ['Greater', 'Where']],
    [
      'a large mask of ones and zeros',
      ([x, y]) => need(x).mul(need(y).step()),
      [
        [300, 200],
        [300, 200],
      ],
      ['Greater', 'Cast', 'Mul'],
    ],
    ['adding what was negated', ([x, y]) => need(x).add(need(y).neg()), [[3], [3]], ['Sub']],
    ['turning back', ([x]) => need(x).transpose([2, 0, 1]).transpose([1, 2, 0]), [[2, 3, 4]], []],
    ['turning twice', ([x]) => need(x).transpose([2, 0, 1]).transpose([2, 0, 1]), [[2, 3, 4]], ['Transpose']],
    ['reshaping twice', ([x]) => need(x).reshape([6]).reshape([3, 2]), [[2, 3]], ['Reshape']],
    ['the same twice', ([x]) => need(x).exp().mul(need(x).exp()), [[3]], ['Exp', 'Mul']],
    ['what is constant', ([x]) => need(x).mul(tf.tensor1d([1, 2, 3]).exp().sum()), [[3]], ['Mul']],
    [
      'a transposed operand',
      ([x, y]) => tf.matMul(need(x), need(y), false, true),
      [
        [2, 3],
        [4, 3],
      ],
      ['FusedMatMul'],
    ],
    ['a bias', ([x, y, b]) => tf.matMul(need(x), need(y)).add(need(b)), [[2, 3], [3, 4], [4]], ['Gemm']],
    [
      'a constant scale',
      ([x, y]) => tf.matMul(need(x), need(y)).mul(0.5),
      [
        [2, 3],
        [3, 4],
      ],
      ['FusedMatMul'],
    ],
    [
      'a scaled operand, transposed',
      ([x, y]) => tf.matMul(need(x).mul(0.5).transpose().mul(3), need(y)).mul(2),
      [
        [3, 2],
        [3, 4],
      ],
      ['FusedMatMul'],
    ],
    [
      'scaled and transposed operands',
      ([x, y]) => tf.matMul(need(x).mul(0.5).transpose().mul(3), need(y).mul(2)).mul(5),
      [
        [3, 2],
        [3, 4],
      ],
      ['FusedMatMul'],
    ],
    ['a sum over rows', ([x]) => need(x).sum([0, 1]), [[16, 8, 128]], ['Reshape', 'MatMul', 'Reshape']],
    [
      'over blocks of them',
      ([x]) => need(x).sum(0, true),
      [[2048, 8]],
      ['Reshape', 'MatMul', 'Reshape', 'MatMul', 'Reshape'],
    ],
    [
      'and were reshaped to be summed',
      ([x]) => need(x).reshape([16, 8, 128]).sum([0, 1]).reshape([2, 64]),
      [[128, 128]],
      ['Reshape', 'MatMul', 'Reshape'],
    ],
    ['but not over few', ([x]) => need(x).sum([0, 1]), [[64, 31, 8]], ['ReduceSum']],
    ['nor along them', ([x]) => need(x).sum([1, 2]), [[64, 32, 8]], ['ReduceSum']],
    [
      'everything by rows, and then these',
      ([x]) => need(x).sum(),
      [[64, 32, 8]],
      ['Reshape', 'MatMul', 'ReduceSum'],
    ],
  ])('%s', async (_, fn, shapes, expected) => {
    expect(await operationsOf(fn, shapes)).toEqual(expected);
  });

  it.each<[string, Traced, number[][]]>([
    ['a constant', ([x]) => need(x).mul(3), [[4, 2, 1, 1]]],
    ['on the left', ([x]) => tf.scalar(3).sub(need(x)), [[4, 2, 1]]],
    ['that is fed', ([x, y]) => need(x).mul(need(y)), [[4, 2, 1], []]],
    ['in a list of one', ([x, y]) => need(x).mul(need(y)), [[4, 2, 1, 1], [1]]],
    ['in a choice', ([x]) => need(x).step(0.1), [[4, 2, 1]]],
  ])('gives a number beside a column as many axes: %s', async (_, fn, shapes) => {
    const [{ length: rank }] = shapes as [number[]];
    const nodes = await nodesOf(fn, shapes);
    const spreading = nodes.filter(({ op }) => BROADCASTING.has(op));
    expect(spreading.length).toBeGreaterThan(0);
    for (const { op, inputs } of spreading)
      expect(
        inputs.map((value) => value?.shape.length),
        op,
      ).toEqual(inputs.map(() => rank));
  });

  it('leaves a number beside rows as it is', async () => {
    const [product] = await nodesOf(([x]) => need(x).mul(3), [[4, 1, 2]]);
    expect(product?.inputs[1]?.shape).toEqual([]);
  });

  it.each<[string, [number, number], number | undefined]>([
    ['rows', [20_480, 32], 0],
    ['everything', [160, 4096], undefined],
  ])('sums %s in blocks, so that what is too small for the whole sum counts', async (_, shape, axis) => {
    const tiny = 2 ** -29;
    const columns = axis === undefined ? 1 : shape[1];
    const rows = (shape[0] * shape[1]) / columns;
    const x = tf.tensor2d(new Float32Array(rows * columns).fill(tiny).fill(1, 0, columns), shape);
    const sum = compile((values: tf.Tensor) => values.sum(axis));
    const exact = 1 + (rows - 1) * tiny;
    for (const value of await (await sum(x)).data()) {
      expect(Math.abs(value - exact)).toBeLessThan(256 * tiny);
    }
    await sum.dispose();
  });

  it.each([
    ['leaves a large weight that is given another shape as it lies', 512, ['Reshape', 'MatMul']],
    ['gives a small one its shape ahead', 8, ['MatMul']],
  ])('%s', async (_, rows, expected) => {
    const weight = tf.variable(tf.randomNormal([rows, 256, 1, 1]), false);
    await weight.data();
    const product: Traced = ([x]) => tf.matMul(need(x), weight.reshape([rows, 256]));
    expect(await operationsOf(product, [[2, rows]])).toEqual(expected);
  });

  it('keeps a product that is read twice', async () => {
    const operations = await operationsOf(
      ([x, y, b]) => {
        const product = tf.matMul(need(x), need(y));
        return [product, product.add(need(b))];
      },
      [[2, 3], [3, 4], [4]],
    );
    expect(operations).toEqual(['MatMul', 'Add']);
  });

  it.each<[string, number[], number[], string[]]>([
    ['one', [2048, 8], [8], ['Expand', 'Sub']],
    ['one of each matrix', [16, 128, 8], [16, 1, 8], ['Expand', 'Sub']],
    ['one that the whole is taken from', [8], [4, 512, 8], ['Expand', 'Sub']],
    ['not where nothing divides the height', [2053, 8], [8], ['Sub']],
    ['not a long one', [2048, 128], [128], ['Sub']],
    ['not beside few', [1024, 8], [8], ['Sub']],
    ['not one of each matrix beside one of all', [128, 1, 8], [1, 128, 8], ['Sub']],
  ])('repeats a short row beside many rows: %s', async (_, first, second, expected) => {
    const fn: Traced = ([x, y]) => need(x).sub(need(y));
    const operations = await operationsOf(fn, [first, second]);
    expect(operations.filter((op) => op !== 'Reshape')).toEqual(expected);
    const inputs = [first, second].map((shape, i) => tf.randomUniform(shape, 0, 1, 'float32', 1 + i));
    const compiled = compile((given: tf.Tensor[]) => fn(given) as tf.Tensor);
    const actual = await (await compiled(inputs)).data();
    await compiled.dispose();
    expect([...actual]).toEqual(await onCpu(inputs, () => fn(inputs) as tf.Tensor));
  });

  it('takes the present value of a parameter for no constant', async () => {
    const gate = tf.variable(tf.tensor1d([0, 0, 0]));
    const gated = compile((x: tf.Tensor) => x.mul(gate).add(gate));
    expect([...(await (await gated(tf.ones([3]))).data())]).toEqual([0, 0, 0]);
    gate.assign(tf.tensor1d([2, 2, 2]));
    expect([...(await (await gated(tf.ones([3]))).data())]).toEqual([4, 4, 4]);
    await gated.dispose();
    gate.dispose();
  });

  it('changes no gradient of a chain of matrix products, shifts and masks', { timeout: 30_000 }, async () => {
    const program = fc.array(
      fc.constantFrom('product', 'shift', 'mask', 'scale', 'factor', 'turn', 'spread', 'column'),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(program, fc.integer({ min: 1, max: 1000 }), async (steps, seed) => {
        const weight = tf.randomNormal([3, 3], 0, 1, 'float32', seed);
        const shift = tf.randomNormal([3], 0, 1, 'float32', seed + 1);
        const x = tf.randomNormal([3, 3], 0, 1, 'float32', seed + 2);
        const apply = (value: tf.Tensor, step: string): tf.Tensor => {
          if (step === 'product') return tf.matMul(value, weight, false, seed % 2 === 0);
          if (step === 'shift') return value.add(shift);
          if (step === 'mask') return value.relu();
          if (step === 'scale') return value.mul(0.5).sub(value.mean(0, true));
          if (step === 'factor') return value.mul(0.75);
          if (step === 'column') return value.expandDims(2).mul(1.5).sub(0.5).squeeze([2]);
          return step === 'turn' ? value.transpose() : value.sum(0).expandDims(0).tile([3, 1]).mul(value);
        };
        const gradients = (input: tf.Tensor): tf.Tensor =>
          tf.grad((start: tf.Tensor) => steps.reduce(apply, start).square().sum())(input);
        const compiled = compile(gradients);
        const actual = await (await compiled(x)).data();
        await compiled.dispose();
        const expected = await onCpu([weight, shift, x], () => gradients(x));
        const scale = Math.max(1, ...expected.map(Math.abs));
        for (const [i, value] of expected.entries())
          expect(Math.abs(value - (actual[i] ?? Number.NaN)) / scale).toBeLessThan(1e-5);
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});

function need(tensor: tf.Tensor | undefined): tf.Tensor {
  if (tensor === undefined) throw new Error('an input is missing');
  return tensor;
}

/** What `fn` computes on tfjs's own backend, with the same tensors. */
async function onCpu(tensors: readonly tf.Tensor[], fn: () => tf.Tensor): Promise<number[]> {
  for (const tensor of tensors) await tensor.data();
  await tf.setBackend('cpu');
  try {
    return [...(await fn().data())];
  } finally {
    await tf.setBackend(BACKEND_NAME);
  }
}
