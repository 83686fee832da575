// Every kernel of the op table against tfjs's own CPU backend: values, and
// gradients where tfjs has them. A case that no kernel needs would be listed
// as such; a kernel without a case fails the last test.
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, cases, tensorsOf, weightedSum } from '../../test/kernel-cases.ts';
import { BACKEND_NAME, runtime } from '../index.ts';
import { KERNELS } from './table.ts';
import { UNSUPPORTED } from './unsupported.ts';

/** tfjs exports the name of every kernel under itself. */
const TFJS_KERNELS = Object.entries(tf).flatMap(([name, value]) => (name === value ? [name] : []));
/** Names that no operation of tfjs calls and no backend of tfjs has. */
const WITHOUT_KERNEL = ['LowerBound', 'MatrixBandPart', 'Pool', 'UpperBound'];

/** The value, then the gradients of a weighted sum of it where the case has any. */
function compute({ body, gradient }: Case, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  const value = body(...tensors);
  if (gradient === false || gradient === 'differences') return [value];
  const loss = (...floating: tf.Tensor[]): tf.Tensor => {
    const queue = [...floating];
    return weightedSum(body(...tensors.map((t) => (t.dtype === 'float32' ? (queue.shift() ?? t) : t))));
  };
  return [value, ...tf.grads(loss)(tensors.filter((t) => t.dtype === 'float32'))];
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
    // tfjs's CPU backend lacks these; the cases of their names run them.
    const used = new Set([
      'After',
      'BroadcastTo',
      'CounterUniform',
      'Gelu',
      'LayerNorm',
      'LogSoftmax',
      'LogicalXor',
    ]);
    for (const testCase of cases) {
      const tensors = tensorsOf(testCase);
      const profile = await tf.profile(() => compute(testCase, tensors));
      for (const name of profile.kernelNames) used.add(name);
    }
    expect(Object.keys(KERNELS).filter((name) => !used.has(name))).toEqual([]);
  });

  it('leaves out no kernel of tfjs but those with a reason', () => {
    const known = new Set([...Object.keys(KERNELS), ...Object.keys(UNSUPPORTED), ...WITHOUT_KERNEL]);
    expect(TFJS_KERNELS.length).toBeGreaterThan(170);
    expect(TFJS_KERNELS.filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(UNSUPPORTED).length).toBeLessThanOrEqual(25);
  });

  it('says where each gradient comes from', () => {
    for (const [name, { gradient }] of Object.entries(KERNELS)) {
      expect([name, tf.getGradient(name) !== undefined]).toEqual([name, gradient === 'tfjs']);
    }
  });
});
