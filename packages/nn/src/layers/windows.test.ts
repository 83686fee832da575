// Windows on a grid: laws that hold for every size, and small cases by hand.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { mergeWindows, partitionWindows, relativePositionIndex, rollGrid, shiftMask } from './windows.ts';

beforeAll(() => tf.setBackend('cpu'));

const grids = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  edge: fc.integer({ min: 1, max: 4 }),
  rows: fc.integer({ min: 1, max: 3 }),
  columns: fc.integer({ min: 1, max: 3 }),
});

const tokens = (batch: number, count: number): tf.Tensor =>
  tf.range(0, batch * count).reshape([batch, count, 1]);

test('mergeWindows undoes partitionWindows', () => {
  fc.assert(
    fc.property(grids, ({ batch, edge, rows, columns }) => {
      const grid = { height: rows * edge, width: columns * edge };
      const x = tokens(batch, grid.height * grid.width);
      const windows = partitionWindows(x, grid, edge);
      expect(windows.shape).toEqual([batch * rows * columns, edge * edge, 1]);
      expect(mergeWindows(windows, grid, edge).dataSync()).toEqual(x.dataSync());
    }),
  );
});

test('rolling back undoes rolling, and a whole turn changes nothing', () => {
  fc.assert(
    fc.property(grids, fc.integer({ min: -9, max: 9 }), ({ batch, edge, rows, columns }, shift) => {
      const grid = { height: rows * edge, width: columns * edge };
      const x = tokens(batch, grid.height * grid.width);
      expect(rollGrid(rollGrid(x, grid, shift), grid, -shift).dataSync()).toEqual(x.dataSync());
      expect(rollGrid(x, grid, grid.height * grid.width).dataSync()).toEqual(x.dataSync());
    }),
  );
});

test('windows of a 2x4 grid, and the grid rolled by one', () => {
  const grid = { height: 2, width: 4 };
  const x = tokens(1, 8);
  expect(Array.from(partitionWindows(x, grid, 2).dataSync())).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
  expect(Array.from(rollGrid(x, grid, 1).dataSync())).toEqual([5, 6, 7, 4, 1, 2, 3, 0]);
});

test('the shift mask separates what the roll has brought together', () => {
  fc.assert(
    fc.property(
      fc.record({
        edge: fc.integer({ min: 2, max: 4 }),
        rows: fc.integer({ min: 2, max: 3 }),
        shift: fc.nat(2),
      }),
      ({ edge, rows, shift: any }) => {
        const shift = 1 + (any % (edge - 1));
        const size = rows * edge;
        const grid = { height: size, width: size };
        const mask = shiftMask(grid, edge, shift);
        // Original row and column of every token, in window order after the roll.
        const order = partitionWindows(rollGrid(tokens(1, size * size), grid, shift), grid, edge).dataSync();
        const n = edge * edge;
        for (const [place, p] of order.entries()) {
          const window = Math.floor(place / n);
          for (let other = 0; other < n; other++) {
            const q = order[window * n + other] ?? Number.NaN;
            const far = (a: number, b: number) => Math.abs(a - b) >= edge;
            const apart = far(Math.floor(p / size), Math.floor(q / size)) || far(p % size, q % size);
            expect(mask[place * n + other]).toBe(apart ? -100 : 0);
          }
        }
      },
    ),
    { numRuns: 15 },
  );
});

test('the relative position index of a 2x2 window', () => {
  // Rows of the 3x3 table are offsets (row, column) from (-1, -1) to (1, 1), query minus key.
  expect(Array.from(relativePositionIndex(2))).toEqual([4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4]);
});
