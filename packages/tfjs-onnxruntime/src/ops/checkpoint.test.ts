// Checkpoints: the numbers are those without, more is computed, less memory is held.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { peakMegabytes } from '../../test/peak-memory.ts';
import { OnnxRuntimeBackend } from '../backend.ts';
import { clean } from '../graph/clean.ts';
import { dependencyOrder } from '../graph/order.ts';
import {
  BACKEND_NAME,
  checkpoint,
  compile,
  type Nested,
  randomUniform,
  runtime,
  TraceError,
} from '../index.ts';
import { flatten } from '../nested.ts';
import { evaluate } from '../runtime/evaluate.ts';
import { trace } from '../trace.ts';

beforeEach(async () => {
  await tf.setBackend(BACKEND_NAME);
});
afterAll(() => runtime.dispose());

type Wrap = typeof checkpoint;
const plain: Wrap = (fn) => fn;

async function numbersOf(nested: Nested): Promise<number[]> {
  const numbers: number[] = [];
  for (const tensor of flatten(nested)) numbers.push(...(await tensor.data()));
  return numbers;
}

/** Loss and gradients of a model with nested values, captured variables, and a frozen one. */
function gradientsOf(wrap: Wrap, weights: readonly tf.Variable[], x: tf.Tensor): tf.Tensor[] {
  const [first, second, frozen] = weights as [tf.Variable, tf.Variable, tf.Variable];
  const block = wrap(({ a, list: [b] }: { a: tf.Tensor; list: [tf.Tensor] }, power: number) => {
    const hidden = tf.matMul(a, first).tanh().mul(b.exp()).mul(frozen);
    return { main: hidden.pow(power).add(hidden.softmax()), rest: [hidden.sigmoid(), hidden.exp()] as const };
  });
  const model = (input: tf.Tensor): tf.Scalar => {
    const one = block({ a: input, list: [second] }, 2);
    const two = block({ a: one.main.add(one.rest[0]), list: [one.rest[0]] }, 3);
    return two.main.mul(two.rest[0]).mul(two.rest[1]).sum();
  };
  const { value, grads } = tf.variableGrads(() => model(x), [first, second]);
  const slope = tf.grad(model as (x: tf.Tensor) => tf.Tensor)(x);
  return [value, slope, ...[first, second].map((variable) => grads[variable.name] as tf.Tensor)];
}

describe('checkpoint', () => {
  const random = (seed: number): tf.Tensor => tf.randomNormal([3, 3], 0, 1, 'float32', seed);
  const weights = (): tf.Variable[] => [1, 2, 3].map((seed) => tf.variable(random(seed), seed < 3));

  it('changes no value and no gradient, compiled, lazily and on an eager backend', async () => {
    const variables = weights();
    const x = random(4);
    const results: number[][] = [];
    for (const wrap of [plain, checkpoint]) {
      const compiled = compile((input: tf.Tensor) => gradientsOf(wrap, variables, input));
      results.push(await numbersOf(await compiled(x)), await numbersOf(gradientsOf(wrap, variables, x)));
      await compiled.dispose();
    }
    await tf.setBackend('cpu');
    results.push(await numbersOf(gradientsOf(checkpoint, weights(), random(4))));
    const [expected = [], ...others] = results;
    expect(expected).toHaveLength(1 + 3 * 9);
    expect(expected.every((number) => number !== 0)).toBe(true);
    for (const other of others)
      for (const [i, number] of expected.entries()) expect(other[i]).toBeCloseTo(number, 4);
  });

  it('draws the same noise again, whatever the host counts, and assigns variables once', async () => {
    const counter = tf.variable(tf.scalar(7, 'int32'), false);
    const calls = tf.variable(tf.scalar(0), false);
    let key = 0;
    const noisy = checkpoint((x: tf.Tensor) => {
      key += 1;
      calls.assign(calls.add(1) as tf.Scalar);
      const noise = randomUniform([4], counter, key);
      counter.assign(counter.add(tf.scalar(1, 'int32')) as tf.Scalar);
      return x.mul(noise).square();
    });
    const step = compile((x: tf.Tensor) => {
      const { value, grad } = tf.valueAndGrad((y: tf.Tensor) => noisy(y).add(y))(x);
      return [value, grad];
    });
    const x = tf.tensor1d([1, 2, 3, 4]);
    for (const run of [0, 1]) {
      const [value, slope] = await step(x);
      const noise = await numbersOf(randomUniform([4], tf.scalar(7 + run, 'int32'), 1));
      const expected = noise.map((number, i) => 2 * number * number * (i + 1) + 1);
      for (const [i, number] of (await numbersOf(slope as tf.Tensor)).entries())
        expect(number).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      expect((await numbersOf(value as tf.Tensor))[0]).toBeCloseTo((noise[0] ?? 0) ** 2 + 1, 5);
    }
    expect([...(await numbersOf(calls)), ...(await numbersOf(counter)), key]).toEqual([2, 9, 1]);
  });

  it('computes again what it does not keep, once, and nothing without a gradient', async () => {
    const backend = tf.backend();
    if (!(backend instanceof OnnxRuntimeBackend)) throw new Error('wrong backend');
    const countExp = async (wrap: Wrap, differentiate: boolean): Promise<number> => {
      const inner = wrap((x: tf.Tensor) =>
        wrap((y: tf.Tensor) => y.exp())(x)
          .exp()
          .exp(),
      );
      const model = (x: tf.Tensor): tf.Tensor => inner(inner(x));
      const fn = (x: tf.Tensor): Nested =>
        differentiate ? Object.values(tf.valueAndGrad(model)(x)) : model(x);
      const { outputs, feeds } = trace(backend, fn, tf.zeros([2]), { name: 'test', training: true });
      const cleaned = await clean(outputs, (leaf) => feeds.has(leaf), evaluate);
      return dependencyOrder(cleaned).filter(({ op }) => op === 'Exp').length;
    };
    expect(await countExp(plain, true)).toBe(6);
    // The last of three is kept by each.
    expect(await countExp(checkpoint, true)).toBe(6 + 4);
    expect(await countExp(checkpoint, false)).toBe(6);
  });

  it('leaves no mark behind when its function throws', async () => {
    const failing = checkpoint((): tf.Tensor => {
      throw new Error('on purpose');
    });
    expect(failing).toThrow('on purpose');
    expect(() => checkpoint(() => 3 as unknown as tf.Tensor)()).toThrow(TraceError);
    expect(await numbersOf(tf.grad((x: tf.Tensor) => x.exp())(tf.scalar(0)))).toEqual([1]);
  });

  it('holds less memory', () => {
    const peak = (wrap: string): number => peakMegabytes(program(wrap));
    // Eight layers each keep two results of 4 MB for the gradient, or none.
    expect(peak('fn => fn') - peak('checkpoint')).toBeGreaterThan(32);
  });
});

/** A training step of eight layers. */
function program(wrap: string): string {
  return `
    import * as tf from '@tensorflow/tfjs';
    import { checkpoint, compile, runtime } from './dist/index.js';
    const weights = Array.from({ length: 8 }, () => tf.variable(tf.randomNormal([64, 1024], 0, 0.03)));
    const x = tf.variable(tf.randomNormal([1024, 64]));
    const wrap = ${wrap};
    const layer = (h, w) => wrap((t) => t.add(t.matMul(w).tanh().square().matMul(w, false, true)))(h);
    const step = compile(() => {
      const { value, grads } = tf.variableGrads(() => weights.reduce(layer, x).square().mean(), weights);
      for (const w of weights) w.assign(w.sub(grads[w.name].mul(0.1)));
      return value;
    });
    for (let i = 0; i < 2; i++) (await step([])).dispose();`;
}
