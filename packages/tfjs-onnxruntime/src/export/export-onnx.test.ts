// Exported files, opened by ONNX Runtime's builds for Node and for browsers, against
// the same function on tfjs's own backend; names, external weights, refusals.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME, compile, exportOnnx, gelu, layerNorm, runtime } from '../index.ts';

let folder = '';
let path = '';
beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
  // Of files tested before in this process: the worker that held them is gone.
  tf.disposeVariables();
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
beforeEach(() => {
  path = join(folder, `${readdirSync(folder).length}.onnx`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await runtime.dispose();
});

const random = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 0.3, 'float32', seed);

type Inputs = {
  readonly image: tf.Tensor4D;
  readonly text: { readonly ids: tf.Tensor2D; readonly weights: tf.Tensor2D };
};

/** A little of everything: convolution, lookup, norms, products with transposed weights, frozen and trainable. */
function makeModel() {
  const filter = tf.variable(random([3, 3, 2, 4], 1) as tf.Tensor4D, true, `filter of ${path}`);
  const table = tf.variable(random([10, 6], 2), false);
  const [gamma, beta] = [tf.variable(tf.ones([6])), tf.variable(tf.zeros([6]))];
  const large = tf.variable(random([300, 300], 3), false);
  const captured = random([100, 300], 4);
  const model = ({ image, text }: Inputs) => {
    const features = tf
      .conv2d(image, filter as tf.Tensor4D, 1, 'same')
      .relu()
      .mean([1, 2]);
    const words = layerNorm(tf.gather(table, text.ids).mul(text.weights.expandDims(-1)), gamma, beta);
    const joint = tf.concat([features, gelu(words).reshape([2, 96])], 1);
    const hidden = tf.matMul(joint, captured).tanh();
    return { scores: [tf.matMul(hidden, large, false, true).softmax()], best: hidden.argMax(1), image };
  };
  return { model, filter };
}

const inputs = (): Inputs => ({
  image: random([2, 5, 6, 2], 5) as tf.Tensor4D,
  text: {
    ids: tf.range(0, 32, 1, 'int32').mod(tf.scalar(10, 'int32')).reshape([2, 16]) as tf.Tensor2D,
    weights: random([2, 16], 6) as tf.Tensor2D,
  },
});

/** Runs an exported model; its results by name. */
async function run(ort: typeof ortNode, feeds: Record<string, tf.Tensor>): Promise<Map<string, number[]>> {
  const dataPath = `${path}.data`;
  const externalData = existsSync(dataPath)
    ? [{ path: basename(dataPath), data: readFileSync(dataPath) }]
    : [];
  const session = await ort.InferenceSession.create(readFileSync(path), { externalData });
  const tensors: Record<string, ortNode.Tensor> = {};
  for (const [name, tensor] of Object.entries(feeds)) {
    tensors[name] = new ort.Tensor(
      tensor.dtype as 'float32',
      (await tensor.data()) as Float32Array,
      tensor.shape,
    );
  }
  const results = await session.run(tensors);
  await session.release();
  return new Map(
    session.outputNames.map((name) => [name, Array.from(results[name]?.data as Float32Array, Number)]),
  );
}

/** The same function on tfjs's own backend. */
async function onCpu(body: () => tf.Tensor[], needed: readonly tf.Tensor[]): Promise<number[][]> {
  for (const tensor of [...needed, ...Object.values(tf.engine().registeredVariables)]) await tensor.data();
  await tf.setBackend('cpu');
  try {
    return await Promise.all(tf.tidy(body).map(async (tensor) => [...(await tensor.data())]));
  } finally {
    await tf.setBackend(BACKEND_NAME);
  }
}

function expectClose(actual: readonly number[] | undefined, expected: readonly number[] | undefined): void {
  expect(actual?.length).toBe(expected?.length);
  for (const [index, value] of (expected ?? []).entries()) {
    expect(Math.abs((actual?.[index] ?? Number.NaN) - value)).toBeLessThan(2e-6 * (1 + Math.abs(value)));
  }
}

const RUNTIMES: [string, typeof ortNode][] = [
  ['onnxruntime-node', ortNode],
  ['onnxruntime-web', ortWeb as unknown as typeof ortNode],
];

describe.each(RUNTIMES)('exportOnnx, opened by %s', (_, ort) => {
  it.each([
    ['in one file', undefined],
    ['with weights in a second file', 2000],
  ])('computes what tfjs computes, %s', async (_, externalDataAbove) => {
    const { model } = makeModel();
    const example = inputs();
    const { image, text } = example;
    const options = externalDataAbove === undefined ? {} : { externalDataAbove };
    const exported = await exportOnnx(model, example, path, options);
    expect(existsSync(`${path}.data`)).toBe(externalDataAbove !== undefined);
    expect(exported).toMatchObject({
      inputs: [
        { name: 'image', dtype: 'float32', shape: [2, 5, 6, 2] },
        { name: 'text_ids', dtype: 'int32', shape: [2, 16] },
        { name: 'text_weights', dtype: 'float32', shape: [2, 16] },
      ],
      outputs: [
        { name: 'scores_0', shape: [2, 300] },
        { name: 'best', dtype: 'int32', shape: [2] },
        { name: 'image_2', shape: [2, 5, 6, 2] },
      ],
    });
    const actual = await run(ort, { image, text_ids: text.ids, text_weights: text.weights });
    const [scores, best, same] = await onCpu(() => {
      const out = model(example);
      return [...out.scores, out.best, out.image];
    }, [image, text.ids, text.weights]);
    expectClose(actual.get('scores_0'), scores);
    expectClose(actual.get('best'), best);
    expectClose(actual.get('image_2'), same);
  });
});

describe('exportOnnx', () => {
  it('writes what training made of the parameters, under their names', async () => {
    const weight = tf.variable(tf.fill([3], 1), true, 'classifier/weight');
    const train = compile((x: tf.Tensor) => {
      weight.assign(weight.sub(x));
      return weight.sum();
    });
    await train(tf.tensor1d([1, 2, 3]));
    await train(tf.tensor1d([1, 2, 3]));
    const { outputs } = await exportOnnx((x: tf.Tensor) => x.mul(weight), { shape: [3] }, path);
    expect(outputs).toEqual([{ name: 'output', dtype: 'float32', shape: [3] }]);
    expect([...(await run(ortNode, { input: tf.ones([3]) })).values()]).toEqual([[-1, -3, -5]]);
    expect(readFileSync(path).includes('classifier/weight')).toBe(true);
    await train.dispose();
  });

  it('keeps inputs that nothing depends on, and outputs that are constants or given twice', async () => {
    const { inputs: ports } = await exportOnnx(
      ([a, b]: readonly [tf.Tensor, tf.Tensor]) => {
        const twice = b.mul(2);
        return { constant: tf.ones([2]).add(1), one: twice, two: twice, 'third of all': a.neg().exp().abs() };
      },
      [{ shape: [1] }, { shape: [2], dtype: 'int32' }],
      path,
    );
    expect(ports.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual(['input_0 float32', 'input_1 int32']);
    const results = await run(ortNode, {
      input_0: tf.zeros([1]),
      input_1: tf.tensor1d([3, 4], 'int32'),
    });
    expect(Object.fromEntries(results)).toEqual({
      constant: [2, 2],
      one: [6, 8],
      two: [6, 8],
      third_of_all: [1],
    });
  });

  it('has no operations but those of the ONNX standard', async () => {
    const weight = tf.variable(random([20, 10], 7));
    await exportOnnx(
      (x: tf.Tensor2D) => tf.matMul(x, weight, false, true).mul(0.5),
      { shape: [2, 10] },
      path,
    );
    expect(readFileSync(path).includes('com.microsoft')).toBe(false);
  });

  it('refuses a function that assigns a variable, and leaves no file and the variable as it was', async () => {
    const steps = tf.variable(tf.scalar(0), false, 'steps');
    const count = (x: tf.Tensor): tf.Tensor => {
      steps.assign(steps.add(1) as tf.Scalar);
      return x.add(steps);
    };
    await expect(exportOnnx(count, { shape: [1] }, path)).rejects.toMatchObject({
      code: 'STATEFUL',
      message: expect.stringMatching(/"count" assigns the variable "steps"/),
    });
    expect(existsSync(path)).toBe(false);
    expect([...(await steps.data())]).toEqual([0]);
  });

  it('replaces an older export as a whole, and removes its weights', async () => {
    const weight = tf.variable(random([300], 8));
    const scale = (x: tf.Tensor) => x.mul(weight);
    await exportOnnx(scale, { shape: [300] }, path, { externalDataAbove: 0 });
    expect(existsSync(`${path}.data`)).toBe(true);
    await exportOnnx(scale, { shape: [300] }, path);
    expect(existsSync(`${path}.data`)).toBe(false);
    expect((await run(ortNode, { input: tf.ones([300]) })).get('output')).toEqual([...(await weight.data())]);
  });

  it('names what cannot be written, and leaves nothing behind', async () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    const before = readdirSync(folder);
    await expect(
      exportOnnx((x: tf.Tensor) => x.neg(), { shape: [1] }, join(file, 'x.onnx')),
    ).rejects.toMatchObject({
      code: 'FILE',
    });
    // Over a folder it fails at the last step.
    await expect(exportOnnx((x: tf.Tensor) => x.neg(), { shape: [1] }, folder)).rejects.toMatchObject({
      code: 'FILE',
    });
    expect(readdirSync(folder)).toEqual(before);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`${basename(folder)}.`))).toEqual([]);
  });

  it.each([
    ['an open size', { shape: [Number.NaN, 2] }, /signature has the shape \[NaN,2\]/],
    ['strings', { shape: [1], dtype: 'string' as const }, /the dtype string/],
  ])('refuses %s in a signature', async (_, signature, message) => {
    const before = tf.memory().numTensors;
    await expect(exportOnnx((x: tf.Tensor) => x.neg(), signature, path)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses to work on another backend', async () => {
    await tf.setBackend('cpu');
    try {
      const failure = exportOnnx((x: tf.Tensor) => x.neg(), { shape: [1] }, path);
      await expect(failure).rejects.toThrow(/setBackend\('onnxruntime'\)/);
    } finally {
      await tf.setBackend(BACKEND_NAME);
    }
  });
});
