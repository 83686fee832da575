// Execution providers that are asked for and not there: what runs instead, and what is told.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAME, compile, runtime } from '../index.ts';
import { Providers } from './providers.ts';

const notices: string[] = [];
beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
  runtime.configure({ onNotice: (sentence) => notices.push(sentence) });
});
afterAll(() => runtime.dispose());

/** As on a machine that has the providers `present` and no others. */
function machineWith(...present: string[]): { providers: Providers; attempts: string[] } {
  const attempts: string[] = [];
  const providers = new Providers(async (_, provider) => {
    attempts.push(provider);
    if (!present.includes(provider)) throw new Error(`no library of ${provider}.\nstack`);
  });
  return { providers, attempts };
}

describe('usable providers', () => {
  it.each([
    [['cpu'], [], ['cpu'], 0],
    [['cuda', 'webgpu', 'cpu'], ['webgpu'], ['webgpu', 'cpu'], 1],
    [['webgpu', 'cuda'], ['webgpu', 'cuda'], ['webgpu', 'cuda'], 0],
    [['cuda', 'tensorrt'], [], ['cpu'], 2],
    [[], [], ['cpu'], 0],
  ])('of %j, where there is %j, are %j', async (wished, present, expected, count) => {
    const { providers } = machineWith(...present);
    const told: string[] = [];
    expect(await providers.usable(wished, (sentence) => told.push(sentence))).toEqual(expected);
    expect(told).toHaveLength(count);
  });

  it('are tried once, and a missing one is told once, with the reason and what takes its place', async () => {
    const { providers, attempts } = machineWith('webgpu');
    const told: string[] = [];
    for (let i = 0; i < 3; i++) await providers.usable(['cuda', 'webgpu', 'cpu'], (s) => told.push(s));
    expect(attempts).toEqual(['cuda', 'webgpu']);
    expect(told).toEqual([
      'The execution provider "cuda" is not available in this build of onnxruntime-node on this machine (no library of cuda), so "webgpu" takes its place.',
    ]);
  });
});

describe('compile with execution providers', () => {
  it('computes on the next provider when the first is missing, and says so once', async () => {
    const missing = await runtime.whyMissing('cuda');
    for (let i = 0; i < 2; i++) {
      const f = compile((x: tf.Tensor) => x.mul(i + 2), { executionProviders: ['cuda', 'cpu'] });
      expect([...(await (await f(tf.tensor1d([1, 2]))).data())]).toEqual([i + 2, 2 * (i + 2)]);
      await f.dispose();
    }
    expect(notices).toEqual(
      missing === undefined ? [] : [expect.stringContaining(`"cuda" is not available`)],
    );
  });

  it('explains a name that no build knows, and lazy reads go on', async () => {
    runtime.configure({ executionProviders: ['abacus'] });
    try {
      expect([...(await tf.tensor1d([1, 4]).sqrt().data())]).toEqual([1, 2]);
      expect(notices.at(-1)).toMatch(/"abacus" is not available .*backend not found.*"cpu" takes its place/);
    } finally {
      runtime.configure({ executionProviders: ['cpu'] });
    }
  });
});
