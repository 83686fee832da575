// Compiled functions: state between calls, constants that change, several
// signatures, nesting, and the errors that a trace can end in.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAME, compile, randomUniform, runtime, scope, TraceError, uniformNoise } from './index.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});
afterAll(() => runtime.dispose());

async function numbersOf(tensor: tf.Tensor): Promise<number[]> {
  return [...(await tensor.data())];
}

describe('compile', () => {
  it('keeps assigned variables as state between calls and reads them back', async () => {
    const count = tf.variable(tf.scalar(10), false);
    const step = compile(({ by }: { by: tf.Tensor }) => {
      count.assign(count.add(by) as tf.Scalar);
      return count.mul(2);
    });
    expect(await numbersOf(await step({ by: tf.scalar(1) }))).toEqual([22]);
    expect(await numbersOf(await step({ by: tf.scalar(5) }))).toEqual([32]);
    expect(await numbersOf(count)).toEqual([16]);
    count.assign(tf.scalar(100));
    expect(await numbersOf(await step({ by: tf.scalar(1) }))).toEqual([202]);
  });

  it('never reads a new value of state where it means the old one', async () => {
    const last = tf.variable(tf.scalar(0), false);
    const next = tf.variable(tf.scalar(1), false);
    const step = compile(() => {
      const sum = last.add(next);
      last.assign(next.clone());
      next.assign(sum as tf.Scalar);
      return last.mul(1);
    });
    const fibonacci: number[] = [];
    for (let i = 0; i < 10; i++) fibonacci.push(...(await numbersOf(await step([]))));
    expect(fibonacci).toEqual([1, 1, 2, 3, 5, 8, 13, 21, 34, 55]);
    expect([...(await numbersOf(last)), ...(await numbersOf(next))]).toEqual([55, 89]);
    await step.dispose();
  });

  it('changes state where it lies if told to, with the same results', async () => {
    const runs = await Promise.all(
      [false, true].map(async (inPlace) => {
        const moment = tf.variable(tf.tensor1d([1, 2, 3]), false);
        const weight = tf.variable(tf.tensor1d([4, 5, 6]));
        const step = compile(
          (x: tf.Tensor1D) => {
            moment.assign(moment.mul(0.5).add(x.mul(weight)) as tf.Tensor1D);
            weight.assign(weight.sub(moment.square()) as tf.Tensor1D);
            return weight.sum();
          },
          { inPlace },
        );
        const sums: number[] = [];
        const x = tf.tensor1d([0.1, 0.2, 0.3]);
        for (let i = 0; i < 3; i++) sums.push(...(await numbersOf(await step(x))));
        const copy = moment.clone();
        const before = await numbersOf(moment);
        await step(x);
        expect(await numbersOf(copy)).toEqual(before);
        await step.dispose();
        return [...sums, ...(await numbersOf(moment)), ...(await numbersOf(weight))];
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[1]).not.toContain(Number.NaN);
  });

  it.each([false, true])(
    'after a run that fails, says so of state that was changed in place: %s',
    async (inPlace) => {
      const moment = tf.variable(tf.tensor1d([1, 2]), false);
      const step = compile(
        ({ rows, at }: { rows: tf.Tensor2D; at: tf.Tensor1D }) => {
          moment.assign(moment.mul(0.5).add(tf.gather(rows, at).sum(0)) as tf.Tensor1D);
          return moment.sum();
        },
        { inPlace },
      );
      const rows = tf.ones([3, 2]) as tf.Tensor2D;
      const call = (index: number) => step({ rows, at: tf.tensor1d([index], 'int32') });
      await call(0);
      await expect(call(7)).rejects.toThrow(/ONNX Runtime failed/);
      if (inPlace) {
        await expect(moment.data()).rejects.toThrow(/lost its value when a run failed.*; assign it anew/);
        await expect(call(0)).rejects.toThrow(/lost its value/);
        moment.assign(tf.tensor1d([3, 4]));
      }
      expect(await numbersOf(moment)).toEqual(inPlace ? [3, 4] : [1.5, 2]);
      expect(await numbersOf(await call(1))).toEqual([inPlace ? 5.5 : 3.75]);
      await step.dispose();
    },
  );

  it('leaves the old value of state to its copies and to what is still to be computed from it', async () => {
    const count = tf.variable(tf.tensor1d([1, 2]), false);
    const step = compile(() => {
      count.assign(count.add(1) as tf.Tensor1D);
      return count.sum();
    });
    await step([]);
    const copy = count.clone();
    const view = count.reshape([2, 1]);
    const later = count.mul(10);
    await step([]);
    await step([]);
    expect(await numbersOf(copy)).toEqual([2, 3]);
    expect(await numbersOf(view)).toEqual([2, 3]);
    expect(await numbersOf(later)).toEqual([20, 30]);
    expect(await numbersOf(count)).toEqual([4, 5]);
    await step.dispose();
  });

  it('shares state between compiled functions', async () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const train = compile((x: tf.Tensor) => {
      const { value, grads } = tf.variableGrads(() => weight.mul(x).square().sum() as tf.Scalar, [weight]);
      weight.assign(weight.sub(tf.mul(grads[weight.name] as tf.Tensor, 0.1)) as tf.Tensor1D);
      return value;
    });
    const evaluate = compile((x: tf.Tensor) => weight.mul(x));
    expect(await numbersOf(await evaluate(tf.tensor1d([1, 1])))).toEqual([1, 2]);
    await train(tf.tensor1d([1, 1]));
    const after = await numbersOf(await evaluate(tf.tensor1d([1, 1])));
    expect(after[0]).toBeCloseTo(0.8, 6);
    expect(after[1]).toBeCloseTo(1.6, 6);
  });

  it('takes frozen variables as constants and notices when they change', async () => {
    const frozen = tf.variable(tf.tensor1d([3]), false);
    const f = compile((x: tf.Tensor) => x.mul(frozen));
    expect(await numbersOf(await f(tf.tensor1d([2])))).toEqual([6]);
    frozen.assign(tf.tensor1d([5]));
    expect(await numbersOf(await f(tf.tensor1d([2])))).toEqual([10]);
  });

  it('takes large frozen variables as inputs, transposed or not, and notices when they change', async () => {
    const filled = (value: number) => tf.fill([400, 300], value);
    const weight = tf.variable(filled(2), false);
    const there = compile((x: tf.Tensor) => tf.matMul(x, weight, false, true).mean());
    const back = compile((x: tf.Tensor) => tf.matMul(x, weight).mean());
    expect(await numbersOf(await there(tf.ones([1, 300])))).toEqual([600]);
    expect(await numbersOf(await back(tf.ones([1, 400])))).toEqual([800]);
    expect((await weight.data()).subarray(-2)).toEqual(Float32Array.of(2, 2));
    weight.assign(filled(3));
    expect(await numbersOf(await there(tf.ones([1, 300])))).toEqual([900]);
    expect(await numbersOf(await back(tf.ones([1, 400])))).toEqual([1200]);
    for (const compiled of [there, back]) await compiled.dispose();
    weight.dispose();
  });

  it('computes with what a large frozen variable holds ahead of the run, and anew when it changes', async () => {
    const table = tf.variable(tf.fill([300, 300], 2), false);
    const f = compile((x: tf.Tensor) => tf.matMul(x, table).add(table.square().sum()).mean());
    expect(await numbersOf(await f(tf.ones([1, 300])))).toEqual([600 + 360_000]);
    table.assign(tf.fill([300, 300], 1));
    expect(await numbersOf(await f(tf.ones([1, 300])))).toEqual([300 + 90_000]);
    await f.dispose();
    table.dispose();
  });

  it('leaves arrays to their owners', async () => {
    const data = new Float32Array(90_000).fill(1);
    const frozen = tf.variable(tf.tensor2d(data, [300, 300]), false);
    const twin = tf.variable(tf.tensor2d(data, [300, 300]), false);
    const f = compile((x: tf.Tensor) => tf.matMul(tf.matMul(x, frozen), twin).mean());
    expect(await numbersOf(await f(tf.ones([1, 300])))).toEqual([90_000]);
    expect(data.length).toBe(90_000);
    await f.dispose();
    frozen.dispose();
    twin.dispose();
  });

  it('notices that a constant became state of another function', async () => {
    const statistic = tf.variable(tf.scalar(1), false);
    const read = compile((x: tf.Tensor) => x.add(statistic));
    const update = compile((x: tf.Tensor) => {
      statistic.assign(statistic.add(x) as tf.Scalar);
      return x.neg();
    });
    expect(await numbersOf(await read(tf.scalar(0)))).toEqual([1]);
    await update(tf.scalar(4));
    expect(await numbersOf(await read(tf.scalar(0)))).toEqual([5]);
    await update(tf.scalar(4));
    expect(await numbersOf(await read(tf.scalar(0)))).toEqual([9]);
  });

  it('does not let variables made from one tensor share state', async () => {
    const zero = tf.scalar(0);
    const [a, b] = [tf.variable(zero, false), tf.variable(zero, false)];
    const step = compile((x: tf.Tensor) => {
      a.assign(a.add(x) as tf.Scalar);
      return b.add(a);
    });
    expect(await numbersOf(await step(tf.scalar(1)))).toEqual([1]);
    expect(await numbersOf(b)).toEqual([0]);
  });

  it('follows a variable through every view of it', async () => {
    const weight = tf.variable(tf.tensor2d([[1, 2]]));
    const views = compile((x: tf.Tensor) => {
      weight.assign(weight.add(x) as tf.Tensor2D);
      const flat = weight.reshape([2]);
      return [flat, weight.transpose(), weight.expandDims(0), tf.stack([flat])] as const;
    });
    await views(tf.scalar(1));
    for (const view of await views(tf.scalar(1))) expect(await numbersOf(view)).toEqual([3, 4]);
    const frozen = tf.variable(tf.tensor2d([[1, 2]]), false);
    const read = compile((x: tf.Tensor) => frozen.reshape([2]).mul(x));
    await read(tf.scalar(1));
    frozen.assign(tf.tensor2d([[5, 6]]));
    expect(await numbersOf(await read(tf.scalar(1)))).toEqual([5, 6]);
  });

  it('traces once per signature and passes nested tensors in and out', async () => {
    let traces = 0;
    const f = compile(({ pair: [a, b] }: { pair: readonly [tf.Tensor, tf.Tensor] }) => {
      traces += 1;
      return { sum: a.add(b), both: [a, b.neg()] as const };
    });
    for (const length of [2, 3, 2, 3]) {
      const out = await f({ pair: [tf.ones([length]), tf.ones([length])] });
      expect(await numbersOf(out.sum)).toEqual(Array.from({ length }, () => 2));
      expect(await numbersOf(out.both[1])).toEqual(Array.from({ length }, () => -1));
    }
    expect(traces).toBe(2);
  });

  it('draws new noise in each call from the counter, the same as the host', async () => {
    const counter = tf.variable(tf.scalar(0, 'int32'), false);
    const draw = compile((x: tf.Tensor) => {
      const noise = randomUniform([4], counter, 99);
      counter.assign(counter.add(tf.scalar(1, 'int32')) as tf.Scalar);
      return noise.add(x);
    });
    for (const step of [0, 1, 2]) {
      expect(await numbersOf(await draw(tf.scalar(0)))).toEqual([...uniformNoise(4, step, 99)]);
    }
  });

  it('leaves variables as they were when the function throws', async () => {
    const v = tf.variable(tf.scalar(1), false);
    const f = compile((x: tf.Tensor) => {
      v.assign(x as tf.Scalar);
      throw new Error('on purpose');
    });
    await expect(f(tf.scalar(2))).rejects.toThrow('on purpose');
    expect(await numbersOf(v)).toEqual([1]);
  });

  it('without training takes parameters as constants and follows them through training elsewhere', async () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const scale = (x: tf.Tensor): tf.Tensor => x.mul(weight.square().add(1));
    const predict = compile(scale, { training: false });
    const learn = compile((x: tf.Tensor) => {
      weight.assign(weight.add(x) as tf.Tensor1D);
      return x;
    });
    expect(await numbersOf(await predict(tf.ones([2])))).toEqual([2, 5]);
    weight.assign(tf.tensor1d([0, 3]));
    expect(await numbersOf(await predict(tf.ones([2])))).toEqual([1, 10]);
    for (const expected of [
      [2, 17],
      [5, 26],
    ]) {
      await learn(tf.ones([2]));
      expect(await numbersOf(await predict(tf.ones([2])))).toEqual(expected);
    }
    for (const compiled of [predict, learn]) await compiled.dispose();
  });

  it('without training refuses an assignment and leaves the variable as it was', async () => {
    const mean = tf.variable(tf.scalar(3), false, 'running mean');
    const forward = (x: tf.Tensor): tf.Tensor => {
      mean.assign(x.mean());
      return x.sub(mean);
    };
    const predict = compile(forward, { training: false });
    await expect(predict(tf.ones([2]))).rejects.toMatchObject({
      code: 'STATEFUL',
      message: expect.stringMatching(/"forward" assigns the variable "running mean" of shape \[\]/),
    });
    expect(await numbersOf(mean)).toEqual([3]);
  });

  it('frees what a call used', async () => {
    const f = compile((x: tf.Tensor) => x.add(1).mul(2));
    const x = tf.scalar(1);
    (await f(x)).dispose();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) (await f(x)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names the module path when a value is read while tracing', async () => {
    const f = compile(
      (x: tf.Tensor) =>
        scope('encoder', () =>
          scope('block 3', () => {
            x.add(1).dataSync();
            return x;
          }),
        ),
      { name: 'training step' },
    );
    await expect(f(tf.ones([2, 2]))).rejects.toThrow(
      /shape \[2,2\].*"training step".*\(in encoder > block 3\)/,
    );
  });

  it.each<[string, (x: tf.Tensor2D) => tf.Tensor, string, RegExp]>([
    [
      'reads what it computed',
      (x) => x.mul(x.add(1).sum().arraySync()),
      'HOST_READ',
      /the value of a float32 tensor of shape \[\], computed by Sum, was read/,
    ],
    [
      'reads an argument',
      (x) => x.mul(x.arraySync().length),
      'HOST_READ',
      /float32 tensor of shape \[2,3\] was read/,
    ],
    [
      'draws',
      (x) => x.add(tf.randomNormal([2, 3])),
      'RANDOM_CONSTANT',
      /tf.randomNormal drew float32\[2,3\]/,
    ],
    [
      'draws, with a seed too',
      (x) => x.add(tf.truncatedNormal([3], 0, 1, 'float32', 7)),
      'RANDOM_CONSTANT',
      /tf.truncatedNormal drew float32\[3\]/,
    ],
    ['drops out', (x) => tf.dropout(x, 0.5), 'RANDOM_CONSTANT', /tf.randomUniform drew float32\[2,3\]/],
    [
      'draws classes',
      (x) => tf.multinomial(x, 4),
      'RANDOM_CONSTANT',
      /Multinomial\(logits: float32\[2,3\]\): its seed was drawn/,
    ],
    [
      'calls a kernel that is left out',
      (x) => tf.image.nonMaxSuppression(x.concat(x, 1).slice([0, 0], [2, 4]) as tf.Tensor2D, x.max(1), 2),
      'UNSUPPORTED_KERNEL',
      /NonMaxSuppressionV3\(boxes: float32\[2,4\], scores: float32\[2\]\): /,
    ],
  ])('refuses a function that %s, with the path, kernel, shapes and dtypes', async (_, body, code, text) => {
    const failing = compile((x: tf.Tensor2D) => scope('head', () => scope('norm', () => body(x))));
    const failure = expect(failing(tf.ones([2, 3]))).rejects;
    await failure.toMatchObject({ code, scope: 'head > norm', message: expect.stringMatching(text) });
  });

  it('refuses to read a variable, also before the first call moved it to the worker', async () => {
    const rate = tf.variable(tf.scalar(0.5), false);
    const scale = compile((x: tf.Tensor) => x.mul(rate.dataSync()[0] ?? 0));
    await expect(scale(tf.ones([2]))).rejects.toMatchObject({ code: 'HOST_READ' });
    expect(rate.dataSync()[0]).toBe(0.5);
  });

  it('draws classes by a seed that is given, and takes numbers drawn before', async () => {
    const noise = tf.randomUniform([2, 3]);
    const draw = compile((x: tf.Tensor2D) => tf.multinomial(x.add(noise) as tf.Tensor2D, 4, 5));
    expect((await draw(tf.zeros([2, 3]))).shape).toEqual([2, 4]);
    await draw.dispose();
  });

  it('refuses values from another trace and promises', async () => {
    let kept = tf.scalar(0) as tf.Tensor;
    const leak = compile((x: tf.Tensor) => {
      kept = tf.keep(x.add(1));
      return x.mul(1);
    });
    await leak(tf.scalar(1));
    await expect(kept.data()).rejects.toThrow(TraceError);
    const asynchronous = compile((async (x: tf.Tensor) => x) as unknown as (x: tf.Tensor) => tf.Tensor);
    await expect(asynchronous(tf.scalar(1))).rejects.toThrow(/synchronous/);
    const reading = compile((async (x: tf.Tensor) => tf.tensor(await x.neg().data())) as unknown as (
      x: tf.Tensor,
    ) => tf.Tensor);
    await expect(reading(tf.scalar(1))).rejects.toThrow(/synchronous/);
  });
});

describe('lazy mode', () => {
  it('runs the slice that a read needs, and explains a synchronous read', async () => {
    const y = tf.tensor1d([1, 2]).add(1);
    expect(() => y.dataSync()).toThrow(/await tensor.data/);
    expect(await numbersOf(y)).toEqual([2, 3]);
    expect([...y.dataSync()]).toEqual([2, 3]);
  });
});
