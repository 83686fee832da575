// What is computed again for less memory at the peak, and that the numbers stay what they were.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxRuntimeBackend } from '../backend.ts';
import { emit } from '../emit.ts';
import { BACKEND_NAME, runtime } from '../index.ts';
import { evaluate } from '../runtime/evaluate.ts';
import { trace } from '../trace.ts';
import { hostValue, isView, type Value } from '../value.ts';
import { dependencyOrder } from './order.ts';
import { peakOf } from './peak.ts';
import { rematerialize } from './rematerialize.ts';
import { substitute } from './rewrite.ts';

const SIDE = 256;
const leaf = (): Value => ({ dtype: 'float32', shape: [SIDE, SIDE] });
const large = (op: string, ...inputs: Value[]): Value => emit(op, inputs, 'float32', [SIDE, SIDE]);
const operations = (outputs: readonly Value[]): string[] =>
  dependencyOrder(outputs)
    .flatMap((node) => (isView(node) ? [] : [node.op]))
    .sort();
const peak = (outputs: readonly Value[]): number =>
  peakOf(dependencyOrder(outputs), outputs, new Set()).bytes;

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});
afterAll(() => runtime.dispose());

describe('rematerialize', () => {
  /** `early` waits while most is held, and is read again behind that. */
  const waiting = (early: Value): Value[] => {
    const next = large('MatMul', early, leaf());
    const joint = large('MatMul', large('MatMul', next, leaf()), large('MatMul', next, leaf()));
    return [large('MatMul', joint, early)];
  };
  const first = leaf();
  const product = large('MatMul', first, first);
  const twice = large('Add', first, first);

  it.each<[string, Value[], string[]]>([
    ['a sum of leaves', waiting(twice), ['Add']],
    ['what needs two passes', waiting(large('Relu', twice)), ['Add', 'Relu']],
    ['through a view', waiting(emit('Reshape', [large('Relu', first)], 'float32', [SIDE, SIDE])), ['Relu']],
    ['not what needs three', waiting(large('Mul', large('Relu', twice), first)), []],
    ['not what needs a product', waiting(large('Relu', product)), []],
    ['nor a function that takes long', waiting(large('Exp', first)), []],
    ['nor what is given back', [...waiting(twice), twice], []],
  ])('%s', (_, outputs, expected) => {
    const made = rematerialize(outputs, 0);
    expect(operations(made)).toEqual([...operations(outputs), ...expected].sort());
    if (expected.length > 0) expect(peak(made)).toBeLessThan(peak(outputs));
  });

  it('leaves small graphs alone', () => {
    const outputs = waiting(twice);
    expect(rematerialize(outputs)).toEqual(outputs);
  });

  it('changes no gradient', async () => {
    const backend = tf.backend();
    if (!(backend instanceof OnnxRuntimeBackend)) throw new Error('wrong backend');
    const steps: Record<string, (x: tf.Tensor, w: tf.Tensor) => tf.Tensor> = {
      relu: (x) => x.relu(),
      gate: (x, w) => x.mul(w.mean(0).add(1)),
      centre: (x) => x.sub(x.mean(1, true)),
      share: (x) => x.div(x.square().mean().add(1)),
      sum: (x, w) => x.add(w),
    };
    let fewer = 0;
    const chains = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 3, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(chains, async (names) => {
        const model = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
          names.reduce((last, name) => tf.matMul(steps[name]?.(last, w) ?? last, w), x);
        const fn = (inputs: tf.Tensor[]): tf.Tensor[] =>
          tf.grads((x, w) => model(x, w).square().mean())(inputs);
        const given = [1, 2].map((seed) => tf.randomNormal([SIDE, SIDE], 0, 0.1, 'float32', seed));
        const { outputs, feeds } = trace(backend, fn, given, { name: 'test', training: true });
        const made = rematerialize(outputs, 0);
        if (peak(made) < peak(outputs)) fewer++;
        const leaves = [...feeds.keys()].map((value, index): [Value, Value] => {
          const { shape } = value;
          return [value, hostValue(given[index]?.dataSync() as Float32Array, 'float32', shape)];
        });
        const numbers = (values: readonly Value[]) => evaluate(substitute(values, new Map(leaves)));
        expect(await numbers(made)).toEqual(await numbers(outputs));
      }),
      { numRuns: 8, seed: 1 },
    );
    expect(fewer).toBeGreaterThan(3);
  });
});
