// Batches: every sample once, an order that seed and epoch fix.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { batchIndices, tensorNamed, toTensors } from './batch.ts';

beforeAll(() => tf.setBackend('cpu'));

test('an epoch holds every sample once, in full batches but for the last', () => {
  const sizes = fc.record({
    count: fc.integer({ min: 0, max: 60 }),
    batchSize: fc.integer({ min: 1, max: 9 }),
    epoch: fc.nat(5),
  });
  fc.assert(
    fc.property(sizes, ({ count, batchSize, epoch }) => {
      const shuffle = { seed: 3, epoch };
      const batches = batchIndices({ count, batchSize, shuffle });
      const everyone = Array.from({ length: count }, (_, i) => i);
      expect(batches.flat().sort((x, y) => x - y)).toEqual(everyone);
      expect(batchIndices({ count, batchSize, shuffle })).toEqual(batches);
      const full = batchIndices({ count, batchSize, shuffle, dropLast: true });
      expect(full).toEqual(batches.filter((batch) => batch.length === batchSize));
      expect(batchIndices({ count, batchSize }).flat()).toEqual(everyone);
    }),
  );
});

test('each epoch and each seed has its own order', () => {
  const order = (seed: number, epoch: number) =>
    batchIndices({ count: 40, batchSize: 40, shuffle: { seed, epoch } }).join();
  expect(new Set([order(1, 0), order(1, 1), order(2, 0), order(2, 1)]).size).toBe(4);
});

test('a batch size of zero is refused', () => {
  expect(() => batchIndices({ count: 3, batchSize: 0 })).toThrow(/batch size is 0/);
});

test('arrays become tensors of their shape and type, found by name', async () => {
  const tensors = toTensors({
    x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] },
    label: { data: Int32Array.of(2), shape: [1] },
  });
  const x = tensorNamed(tensors, 'x');
  expect([x.dtype, x.shape, [...(await x.data())]]).toEqual(['float32', [3, 2], [1, 2, 3, 4, 5, 6]]);
  expect(tensorNamed(tensors, 'label').dtype).toBe('int32');
  expect(() => tensorNamed(tensors, 'y')).toThrow('There is no tensor "y"; there are x, label.');
});
