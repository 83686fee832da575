// after(): the number as it is, an order that holds, and state that can change in place by it.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { emit } from '../emit.ts';
import { executionOrder } from '../graph/order.ts';
import { after, BACKEND_NAME, compile, runtime } from '../index.ts';
import { KERNELS } from '../lowering/table.ts';
import type { Value } from '../value.ts';

beforeEach(async () => {
  await tf.setBackend(BACKEND_NAME);
});
afterAll(() => runtime.dispose());

describe('after', () => {
  it.each([BACKEND_NAME, 'cpu'])('gives the number as it is on %s', async (backend) => {
    await tf.setBackend(backend);
    const x = tf.tensor1d([1 / 3, -2, 3e38]);
    const others = [tf.scalar(Number.NaN).exp(), tf.zeros([2, 3]).sub(1).sqrt()];
    expect([...(await after(x, others).data())]).toEqual([...(await x.data())]);
    expect([...(await after(x, []).data())]).toEqual([...(await x.data())]);
  });

  it('lets parameters that a gradient still reads change where they lie', async () => {
    const runs = await Promise.all(
      [(rate: tf.Tensor) => rate, after].map(async (wait) => {
        const first = tf.variable(tf.tensor2d([0.1, 0.2, 0.3, 0.4], [2, 2]));
        const second = tf.variable(tf.tensor2d([0.5, -0.6, 0.7, 0.8], [2, 2]));
        const step = (x: tf.Tensor2D): tf.Tensor => {
          const loss = (): tf.Scalar => x.matMul(first).tanh().matMul(second).square().sum();
          const { value, grads } = tf.variableGrads(loss, [first, second]);
          const rate = wait(tf.scalar(0.1), Object.values(grads));
          for (const variable of [first, second]) {
            variable.assign(variable.sub((grads[variable.name] as tf.Tensor).mul(rate)));
          }
          return value;
        };
        const compiled = compile(step, { inPlace: true });
        const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
        const losses: number[] = [];
        for (let i = 0; i < 3; i++) losses.push(...(await (await compiled(x)).data()));
        const { memory } = await compiled.explain(x);
        await compiled.dispose();
        return { losses, last: [...(await first.data())], bytes: memory.variables };
      }),
    );
    const [without, waiting] = runs as [(typeof runs)[0], (typeof runs)[0]];
    expect(waiting.losses).toEqual(without.losses);
    expect(waiting.last).toEqual(without.last);
    // `second` is read by the gradient of `first`, so that it needs a second place.
    expect([without.bytes, waiting.bytes]).toEqual([3 * 16, 2 * 16]);
  });
});

describe('the order of a graph that waits', () => {
  const leaf = (): Value => ({ dtype: 'float32', shape: [] });
  const unary = (op: string, x: Value): Value => emit(op, [x], 'float32', []);

  it('takes the shallow of what is awaited last, which ONNX Runtime computes first', () => {
    const shallow = unary('Exp', leaf());
    const deep = unary('Neg', unary('Sqrt', unary('Tanh', leaf())));
    const lowered = KERNELS.After?.lower({
      inputs: { x: leaf(), other0: deep, other1: shallow },
      attributes: {},
    });
    const order = executionOrder([unary('Abs', lowered as Value)]);
    const ops = order.map(({ op }) => op);
    expect(order.filter(({ op }) => op === 'Size').map(({ inputs }) => inputs[0])).toEqual([deep, shallow]);
    expect(ops.slice(-5)).toEqual(['Max', 'Cast', 'Mul', 'Add', 'Abs']);
  });
});
