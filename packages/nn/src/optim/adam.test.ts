// Adam and AdamW against PyTorch's update rule, written out here in float64.
import { BACKEND_NAME, compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test, vi } from 'vitest';
import { NnError } from '../errors.ts';
import { values, zeros } from '../init.ts';
import { Parameter } from '../parameter.ts';
import { seededRandom } from '../random.ts';
import { Adam, type AdamOptions, AdamW } from './adam.ts';
import { valueAndGradients } from './gradients.ts';

beforeAll(() => tf.setBackend('cpu'));

const START = [0.5, -1.5, 2, 0];

function parameterOf(data: readonly number[], name = 'w'): Parameter {
  const parameter = new Parameter([data.length], { init: values(Float32Array.from(data)) });
  parameter.name = name;
  parameter.initialize(() => 0);
  return parameter;
}

/** Gradients of widely different size, some steps zero. */
function gradientsOf(steps: number): number[][] {
  const random = seededRandom(1);
  return Array.from({ length: steps }, (_, t) =>
    START.map((_, i) => (t % 7 === 3 ? 0 : (random() - 0.4) * 10 ** (i * 2 - 4))),
  );
}

function reference(
  gradients: readonly number[][],
  learningRate: (step: number) => number,
  options: AdamOptions,
  decoupled: boolean,
): number[] {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return START.map((start, i) => {
    let [p, m, v] = [start, 0, 0];
    for (const [index, all] of gradients.entries()) {
      const t = index + 1;
      const lr = learningRate(index);
      let g = all[i] ?? Number.NaN;
      if (decoupled) p *= 1 - lr * weightDecay;
      else g += weightDecay * p;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      p -= ((lr / (1 - beta1 ** t)) * m) / (Math.sqrt(v) / Math.sqrt(1 - beta2 ** t) + epsilon);
    }
    return p;
  });
}

async function run(
  optimizer: Adam,
  parameter: Parameter,
  gradients: readonly number[][],
  learningRate: (step: number) => number,
): Promise<number[]> {
  for (const [step, gradient] of gradients.entries()) {
    tf.tidy(() => {
      optimizer.apply(new Map([['w', tf.tensor1d(gradient)]]), tf.scalar(learningRate(step)));
    });
  }
  return [...(await parameter.read())];
}

function expectMotion(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  for (const [i, start] of START.entries()) {
    const moved = (expected[i] ?? Number.NaN) - start;
    expect(Math.abs(moved)).toBeGreaterThan(0);
    const error = Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    expect(error).toBeLessThan(tolerance * Math.abs(moved) + 3e-7);
  }
}

const halving = (step: number) => 0.01 * 0.5 ** Math.floor(step / 50);

test.each<[string, AdamOptions, boolean]>([
  ['Adam', {}, false],
  ['Adam with other betas', { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }, false],
  ['Adam with weight decay in the gradient', { weightDecay: 0.1 }, false],
  ['AdamW', { weightDecay: 0.1 }, true],
])('%s moves parameters as PyTorch does over 200 steps', async (_, options, decoupled) => {
  const parameter = parameterOf(START);
  const named = new Map([['w', parameter]]);
  const optimizer = decoupled ? new AdamW(named, options) : new Adam(named, options);
  const gradients = gradientsOf(200);
  const actual = await run(optimizer, parameter, gradients, halving);
  expectMotion(actual, reference(gradients, halving, options, decoupled), 2e-5);
});

test('the first step has the length of the learning rate, however small the gradient', async () => {
  const parameter = parameterOf(START);
  const optimizer = new Adam(new Map([['w', parameter]]));
  const [first] = [await run(optimizer, parameter, [[1e-3, -1e-3, 1e3, -1e3]], () => 0.1)];
  for (const [i, sign] of [1, -1, 1, -1].entries()) {
    expect(first[i]).toBeCloseTo((START[i] ?? Number.NaN) - 0.1 * sign, 5);
  }
});

test('the bias correction stays exact over ten thousand steps', async () => {
  const parameter = parameterOf(START);
  const optimizer = new Adam(new Map([['w', parameter]]));
  const state = optimizer.namedParameters();
  const none = new Map<string, tf.Tensor>();
  for (let step = 0; step < 10_000; step++) tf.tidy(() => optimizer.apply(none, tf.scalar(0.1)));
  expect(((await state.get('square_weight')?.read())?.[0] ?? 0) * 0.001).toBeCloseTo(1 - 0.999 ** 10_000, 4);
  expect(((await state.get('gradient_weight')?.read())?.[0] ?? 0) * 0.1).toBeCloseTo(1, 5);
});

test('a parameter without a gradient changes neither value nor state', async () => {
  const used = parameterOf(START);
  const unused = parameterOf([7, 8], 'other');
  const optimizer = new AdamW(
    new Map([
      ['w', used],
      ['other', unused],
    ]),
    { weightDecay: 0.5 },
  );
  await run(optimizer, used, gradientsOf(5), () => 0.1);
  expect([...(await unused.read())]).toEqual([7, 8]);
  const sums = await optimizer.namedParameters().get('square_sum')?.read();
  expect([...(sums ?? [])].slice(START.length)).toEqual([0, 0]);
  expect([...(sums ?? [])].slice(0, START.length)).not.toContain(0);
});

test('a parameter that a step leaves out goes on later as if that step had not been', async () => {
  const moved = async (leftOut: boolean): Promise<number[]> => {
    const [often, seldom] = [parameterOf(START), parameterOf(START, 'other')];
    const optimizer = new Adam(new Map([['w', often]]).set('other', seldom));
    for (const [step, gradient] of gradientsOf(9).entries()) {
      const given = [['w', tf.tensor1d(gradient)] as const, ['other', tf.tensor1d(gradient)] as const];
      const [both, one] = [new Map(given), new Map(given.slice(0, 1))];
      if (step !== 4) optimizer.apply(both, tf.scalar(0.01));
      else if (leftOut) optimizer.apply(one, tf.scalar(0));
    }
    const [gradientSum, squareSum] = ['gradient_sum', 'square_sum'].map((name) =>
      optimizer.namedParameters().get(name),
    );
    const sums = [...((await gradientSum?.read()) ?? []), ...((await squareSum?.read()) ?? [])];
    return sums.filter((_, i) => Math.floor(i / START.length) % 2 === 1);
  };
  expect(await moved(true)).toEqual(await moved(false));
});

test('state copied into a fresh optimizer continues bit for bit', async () => {
  const gradients = gradientsOf(20);
  const whole = parameterOf(START);
  const expected = await run(new Adam(new Map([['w', whole]])), whole, gradients, () => 0.01);

  const before = parameterOf(START);
  const first = new Adam(new Map([['w', before]]));
  const half = await run(first, before, gradients.slice(0, 10), () => 0.01);
  const after = parameterOf(half);
  const second = new Adam(new Map([['w', after]]));
  const state = first.namedParameters();
  for (const [name, entry] of second.namedParameters()) {
    entry.set((await state.get(name)?.read()) ?? new Float32Array(0));
  }
  expect(await run(second, after, gradients.slice(10), () => 0.01)).toEqual(expected);
});

test('a gradient for an unknown parameter is an error that names it', () => {
  const optimizer = new Adam(new Map([['w', parameterOf(START)]]));
  const apply = () => optimizer.apply(new Map([['x', tf.tensor1d([1])]]), tf.scalar(1));
  expect(apply).toThrow(NnError);
  expect(apply).toThrow(/"x"/);
});

test('a parameter whose gradients pause goes on where it was', async () => {
  const [alone, paused, other] = [parameterOf(START), parameterOf(START), parameterOf([7, 8], 'other')];
  const options = { weightDecay: 0.1 };
  const gradients = gradientsOf(6);
  // The bias corrections count every step, so these are paused as well.
  const lonely = new Adam(new Map([['w', alone]]), options);
  const joint = new Adam(
    new Map([
      ['w', paused],
      ['other', other],
    ]),
    options,
  );
  const rate = tf.scalar(0.1);
  for (const [i, gradient] of gradients.entries()) {
    const w = tf.tensor1d(gradient);
    if (i === 3) joint.apply(new Map([['other', tf.tensor1d([1, 1])]]), rate);
    if (i === 3) lonely.apply(new Map(), rate);
    lonely.apply(new Map([['w', w]]), rate);
    joint.apply(new Map([['w', w]]), rate);
  }
  expect([...(await paused.read())]).toEqual([...(await alone.read())]);
  expect([...(await other.read())]).not.toEqual([7, 8]);
});

test('small parameters share the operations of one update', () => {
  const count = (parameters: number, size: number): number => {
    const named = new Map(
      Array.from({ length: parameters }, (_, i) => [`w${i}`, parameterOf(new Array<number>(size).fill(1))]),
    );
    const gradients = new Map([...named.keys()].map((name) => [name, tf.ones([size])] as const));
    const optimizer = new Adam(named);
    const rate = tf.scalar(0.1);
    const kernels: string[] = [];
    const original = tf.engine().runKernel;
    const spy = vi.spyOn(tf.engine(), 'runKernel').mockImplementation((name, ...rest) => {
      kernels.push(name);
      return original.call(tf.engine(), name, ...rest);
    });
    tf.tidy(() => optimizer.apply(gradients, rate));
    spy.mockRestore();
    return kernels.filter((name) => !['Reshape', 'Identity', 'Cast'].includes(name)).length;
  };
  expect(count(9, 4)).toBe(count(2, 4));
  expect(count(3, 20_000) - count(2, 20_000)).toBe(10);
});

test('in a compiled step parameters and their moments need no second place', async () => {
  await tf.setBackend(BACKEND_NAME);
  const shapes = { first: [200, 100], second: [100, 200], bias: [200] };
  const parameters = new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const parameter = new Parameter(shape, { init: zeros });
      parameter.name = name;
      parameter.initialize(() => 0);
      return [name, parameter] as const;
    }),
  );
  const optimizer = new Adam(parameters);
  const tensorOf = (name: string): tf.Tensor => parameters.get(name)?.value ?? tf.zeros([]);
  const step = compile(
    (x: tf.Tensor2D) => {
      const hidden = (): tf.Tensor => tf.matMul(tf.matMul(x, tensorOf('first')).tanh(), tensorOf('second'));
      const loss = () => ({ total: hidden().add(tensorOf('bias')).square().sum() });
      optimizer.apply(valueAndGradients(loss, parameters).gradients, tf.scalar(0.1));
      return x;
    },
    { inPlace: true },
  );
  const { memory } = await step.explain({ shape: [3, 200] });
  // Value and two moments of each, and the weights of the moments.
  expect(memory.variables / 4).toBe(3 * (20_000 + 20_000 + 200) + 2);
  await step.dispose();
});
