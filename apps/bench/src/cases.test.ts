// Every case of the engine on two backends of tfjs, and every network that no peer computes: the sample must be the same
// numbers. The AVE network's passes have the goldens of its own package, and PyTorch.
import { runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { ALL_CASES } from './cases.ts';
import { ENGINE_CASES } from './engine/cases/index.ts';

afterAll(() => runtime.dispose());

async function sampleOn(backend: string, id: string): Promise<number[]> {
  await tf.setBackend(backend);
  const entry = ALL_CASES.find((other) => other.id === id);
  if (entry === undefined) throw new Error(`no case ${id}`);
  const { step, sample } = entry.prepare(entry.sizes.tiny);
  await step();
  await step();
  return (await sample()).flat();
}

const ALONE = ALL_CASES.filter(({ alone }) => alone === true);

describe.each([...ENGINE_CASES, ...ALONE].map(({ id }) => id))('%s', (id) => {
  it('computes the same on onnxruntime and on cpu', async () => {
    const ours = await sampleOn('onnxruntime', id);
    const theirs = await sampleOn('cpu', id);
    expect(ours.length).toBeGreaterThan(0);
    expect(theirs).toHaveLength(ours.length);
    const scale = Math.max(...theirs.map(Math.abs));
    for (const [i, value] of ours.entries())
      expect(Math.abs(value - (theirs[i] ?? Number.NaN)) / scale).toBeLessThan(1e-4);
    expect(new Set(ours).size > 1 || id === 'call').toBe(true);
  });
});

it('ids are unique', () => {
  expect(new Set(ALL_CASES.map(({ id }) => id)).size).toBe(ALL_CASES.length);
});
