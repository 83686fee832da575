// What the worker gets: constants that nobody else holds are moved there, all others copied.
import { afterAll, describe, expect, it } from 'vitest';
import { emit } from '../emit.ts';
import { buildModel } from '../onnx/model.ts';
import { hostValue, type Value } from '../value.ts';
import { runtime } from './runtime.ts';

const LENGTH = 1024;
const constant = (factor: number): Value =>
  hostValue(
    Float32Array.from({ length: LENGTH }, (_, i) => factor * i),
    'float32',
    [LENGTH],
  );

afterAll(() => runtime.dispose());

describe('opening a session', () => {
  it('moves owned constants, once, and leaves others where they are', async () => {
    const owned: Value = { ...constant(1), owned: true };
    const shared: Value = { ...owned, shape: [1, LENGTH] };
    const kept = constant(10);
    const sum = emit('Sum', [owned, shared, kept], 'float32', [1, LENGTH]);
    const session = await runtime.openSession(buildModel([sum], new Map()), []);
    expect([owned, shared, kept].map(({ data }) => data?.length)).toEqual([0, 0, LENGTH]);
    const [result] = await runtime.run({ session, inputs: [], outputs: [undefined] });
    expect(result?.data[3]).toBe(36);
    await runtime.releaseSession(session);
  });
});
