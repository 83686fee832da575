// Gradients on this backend against central differences in float64: of every case
// of the op table, and of shapes, axes and broadcasts that fast-check makes up.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { cases, numbers, weightedSum } from '../../test/kernel-cases.ts';
import { BACKEND_NAME, runtime } from '../index.ts';

type Body = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Input {
  readonly data: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

const STEP = 1e-5;
const DIRECTIONS = 3;

/** Runs `body` while tfjs's CPU backend, which computes in plain JavaScript, keeps its results in float64. */
function inFloat64<T>(body: () => T): T {
  const single = globalThis.Float32Array;
  globalThis.Float32Array = Float64Array as unknown as typeof Float32Array;
  try {
    return tf.tidy(body as () => tf.TensorContainer) as T;
  } finally {
    globalThis.Float32Array = single;
  }
}

function tensorOf({ data, shape, dtype }: Input): tf.Tensor {
  return tf.tensor([...data], [...shape], dtype);
}

/** The loss with input number `which` moved by `distance` along `direction`. */
function lossAt(
  body: Body,
  inputs: readonly Input[],
  which: number,
  direction: readonly number[],
  distance: number,
): number {
  return inFloat64(() => {
    const moved = inputs.map((input, i) => {
      if (i !== which) return tensorOf(input);
      return tensorOf({ ...input, data: input.data.map((x, j) => x + distance * (direction[j] ?? 0)) });
    });
    return weightedSum(body(...moved)).dataSync()[0] ?? Number.NaN;
  });
}

/** Fails unless every gradient has its input's shape and predicts how the loss changes. */
async function checkGradients(body: Body, inputs: readonly Input[]): Promise<void> {
  await tf.setBackend(BACKEND_NAME);
  const tensors = inputs.map(tensorOf);
  const floating = tensors.flatMap(({ dtype }, i) => (dtype === 'float32' ? [i] : []));
  const loss: Body = (...given) => {
    const mixed = [...tensors];
    for (const [i, which] of floating.entries()) mixed[which] = given[i] as tf.Tensor;
    return weightedSum(body(...mixed));
  };
  const gradients = tf.grads(loss)(floating.map((which) => tensors[which] as tf.Tensor));
  const values = await Promise.all(gradients.map((gradient) => gradient.data()));
  await tf.setBackend('cpu');
  for (const [i, which] of floating.entries()) {
    const { shape, data } = inputs[which] as Input;
    expect(gradients[i]?.shape).toEqual(shape);
    for (let attempt = 0; attempt < DIRECTIONS && data.length > 0; attempt++) {
      const direction = numbers(data.length, 31 * which + attempt, -1, 1);
      const terms = direction.map((along, j) => along * (values[i]?.[j] ?? Number.NaN));
      const predicted = terms.reduce((sum, term) => sum + term, 0);
      const change =
        lossAt(body, inputs, which, direction, STEP) - lossAt(body, inputs, which, direction, -STEP);
      // Float32 rounds each term of the prediction, and what it is computed from.
      const scale = terms.reduce((sum, term) => sum + Math.abs(term), 1);
      expect(Math.abs(change / (2 * STEP) - predicted)).toBeLessThan(2e-5 * scale);
    }
  }
}

afterAll(() => runtime.dispose());

describe('gradients equal differences', () => {
  const differentiable = cases.filter(({ gradient }) => gradient === true || gradient === 'differences');

  it.each(differentiable.map((c) => [c.name, c] as const))('%s', async (_, { body, inputs }) => {
    await checkGradients(
      body,
      inputs.map(({ data, shape, dtype }) => ({ data, shape, dtype: dtype ?? 'float32' })),
    );
  });
});

const RUNS = { numRuns: 12 };
const length = fc.integer({ min: 0, max: 3 });
const shapes = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(length, { minLength, maxLength });

function floats(shape: readonly number[], seed: number, low = 0.4, high = 2): Input {
  const count = shape.reduce((a, b) => a * b, 1);
  return { data: numbers(count, seed, low, high), shape, dtype: 'float32' };
}

/**
 * What broadcasts to `shape`: leading axes may be missing, any may have length one but those without elements, over
 * which tfjs's gradients forget to sum.
 */
const narrower = (shape: readonly number[]): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }))
    .map(([from, narrow]) =>
      shape.map((size, axis) => (narrow[axis] && size > 0 ? 1 : size)).slice(shape.includes(0) ? 0 : from),
    );

/** A shape and some of its axes, counted from either end. */
const shapeAndAxes = shapes(1, 4).chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.uniqueArray(fc.nat(shape.length - 1), { minLength: 1 }),
    fc.boolean(),
    fc.boolean(),
  ),
);

describe('gradients of any shape', () => {
  it.each<[string, Body]>([
    ['add', tf.add as Body],
    ['sub', tf.sub as Body],
    ['mul', tf.mul as Body],
    ['div', tf.div as Body],
    ['pow', tf.pow as Body],
    ['atan2', tf.atan2 as Body],
  ])('%s with broadcasting', async (_, body) => {
    const pair = shapes(0, 4).chain((shape) => fc.tuple(narrower(shape), narrower(shape)));
    await fc.assert(
      fc.asyncProperty(pair, ([a, b]) => checkGradients(body, [floats(a, 1), floats(b, 2)])),
      RUNS,
    );
  });

  it.each<[string, (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor]>([
    ['sum', tf.sum],
    ['mean', tf.mean],
    ['max', tf.max],
    ['min', tf.min],
    ['logSumExp', tf.logSumExp],
  ])('%s over axes', async (name, body) => {
    await fc.assert(
      fc.asyncProperty(shapeAndAxes, async ([shape, axes, fromEnd, keep]) => {
        // Only a sum of nothing is a number.
        fc.pre(name === 'sum' || !shape.includes(0));
        const given = axes.map((axis) => (fromEnd ? axis - shape.length : axis));
        await checkGradients((x) => body(x as tf.Tensor, given, keep), [floats(shape, 3)]);
      }),
      RUNS,
    );
  });

  it('reverse, concat and stack along any axis', async () => {
    await fc.assert(
      fc.asyncProperty(shapeAndAxes, async ([shape, axes, fromEnd]) => {
        const [first = 0] = axes;
        const axis = fromEnd ? first - shape.length : first;
        const parts = [floats(shape, 4), floats(shape, 5)];
        await checkGradients(
          (a, b) => tf.concat([tf.reverse(a as tf.Tensor, axis), b as tf.Tensor], axis),
          parts,
        );
        await checkGradients((a, b) => tf.stack([a as tf.Tensor, b as tf.Tensor], first), parts);
      }),
      RUNS,
    );
  });

  it('transpose, pad and slice', async () => {
    const order = shapes(2, 4).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
        fc.nat(2),
      ),
    );
    await fc.assert(
      fc.asyncProperty(order, async ([shape, perm, amount]) => {
        const paddings = shape.map((_, axis): [number, number] => [amount, axis]);
        const begin = shape.map((_, axis) => axis % 2);
        await checkGradients(
          (x) => tf.slice(tf.pad(x as tf.Tensor, paddings, 0.5), begin).transpose(perm),
          [floats(shape, 6)],
        );
      }),
      RUNS,
    );
  });

  it('matMul with transposes and batches', async () => {
    const sizes = fc.tuple(length, length, length, shapes(0, 2), fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(sizes, ([m, k, n, batch, ta, tb]) =>
        checkGradients(
          (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, ta, tb),
          [
            floats([...batch, ...(ta ? [k, m] : [m, k])], 7),
            floats([...batch, ...(tb ? [n, k] : [k, n])], 8),
          ],
        ),
      ),
      RUNS,
    );
  });

  it('conv2d and depthwiseConv2d of any geometry', async () => {
    const geometry = fc.record({
      size: fc.integer({ min: 3, max: 7 }),
      kernel: fc.integer({ min: 1, max: 3 }),
      strides: fc.integer({ min: 1, max: 3 }),
      pad: fc.constantFrom<('same' | 'valid' | number)[]>('same', 'valid', 1),
      channels: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(geometry, async ({ size, kernel, strides, pad, channels }) => {
        const x = floats([2, size, size + 1, channels], 9, -1, 1);
        const filter = floats([kernel, 2, channels, 2], 10, -1, 1);
        for (const convolution of [tf.conv2d, tf.depthwiseConv2d]) {
          await checkGradients(
            (a, f) =>
              convolution(
                a as tf.Tensor4D,
                f as tf.Tensor4D,
                strides,
                pad,
                'NHWC',
                undefined,
                pad === 1 ? 'floor' : undefined,
              ),
            [x, filter],
          );
        }
      }),
      RUNS,
    );
  });
});
