// One gather does what rolling and cutting do, and comes back, for any grid.
import { mergeWindows, partitionWindows, rollGrid } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { WindowLayout } from './window-layout.ts';

const layouts = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    edge: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 3 }),
    shift: fc.nat(3),
  })
  .map(({ shift, ...rest }) => ({ ...rest, shift: shift % rest.edge }));

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});

test('toWindows rolls and partitions, fromWindows undoes it, and both gradients are right', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async ({ batch, edge, rows, columns, channels, shift }) => {
      const grid = { height: rows * edge, width: columns * edge };
      const layout = new WindowLayout(grid, edge, shift);
      const x = tf.range(0, batch * grid.height * grid.width * channels).reshape([batch, -1, channels]);
      const windows = layout.toWindows(x);
      const rolled = partitionWindows(rollGrid(x, grid, shift), grid, edge);
      expect(windows.shape).toEqual(rolled.shape);
      expect(await windows.data()).toEqual(await rolled.data());
      expect(await layout.fromWindows(windows).data()).toEqual(await x.data());
      // Both are permutations: the gradient of sum(y * w) sends w back where it came from.
      const weights = tf.range(0, x.size).square();
      const toGradient = tf.grad((t) => layout.toWindows(t).mul(weights.reshape(windows.shape)))(x);
      const back = rollGrid(mergeWindows(weights.reshape(windows.shape), grid, edge), grid, -shift);
      expect(await toGradient.data()).toEqual(await back.data());
      const fromGradient = tf.grad((t) => layout.fromWindows(t).mul(weights.reshape(x.shape)))(windows);
      const there = partitionWindows(rollGrid(weights.reshape(x.shape), grid, shift), grid, edge);
      expect(await fromGradient.data()).toEqual(await there.data());
    }),
    { numRuns: 20 },
  );
});
