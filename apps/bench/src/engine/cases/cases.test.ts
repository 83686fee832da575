// Every case on two backends of tfjs: the sample must be the same numbers.
import { runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { CASES } from './index.ts';

afterAll(() => runtime.dispose());

async function sampleOn(backend: string, name: string): Promise<number[]> {
  await tf.setBackend(backend);
  const entry = CASES.find((other) => other.name === name);
  if (entry === undefined) throw new Error(`no case ${name}`);
  const { step, sample } = entry.prepare(entry.sizes.tiny);
  await step();
  await step();
  return sample();
}

describe.each(CASES.map(({ name }) => name))('%s', (name) => {
  it('computes the same on onnxruntime and on cpu', async () => {
    const ours = await sampleOn('onnxruntime', name);
    const theirs = await sampleOn('cpu', name);
    expect(ours.length).toBeGreaterThan(0);
    expect(theirs).toHaveLength(ours.length);
    const scale = Math.max(...theirs.map(Math.abs));
    for (const [i, value] of ours.entries())
      expect(Math.abs(value - (theirs[i] ?? Number.NaN)) / scale).toBeLessThan(1e-4);
    expect(new Set(ours).size > 1 || name === 'call').toBe(true);
  });
});

it('names are unique', () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});
