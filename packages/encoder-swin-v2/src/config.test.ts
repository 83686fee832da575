// Configurations that cannot work, and what the message says.
import { expect, test } from 'vitest';
import { stageGeometries } from './config.ts';
import { SwinV2, type SwinV2Config, SwinV2Error } from './index.ts';

const WORKS: SwinV2Config = {
  imageSize: 64,
  embedDim: 32,
  depths: [2, 2],
  heads: [2, 4],
  windowSize: 4,
  classes: 5,
};

const REFUSED: readonly (readonly [Partial<SwinV2Config>, RegExp])[] = [
  [{ imageSize: 66 }, /imageSize 66 is no multiple of patchSize 4/],
  [{ imageSize: 36 }, /stage 0 has 9x9 tokens, which windows of 4 do not tile/],
  [{ imageSize: 28, windowSize: 7 }, /stage 1 would get 3.5x3.5 tokens/],
  [{ imageSize: 0 }, /imageSize must be a positive integer but is 0/],
  [{ windowSize: 2.5 }, /windowSize must be a positive integer but is 2.5/],
  [{ depths: [2, 0] }, /depths\[1\] must be a positive integer but is 0/],
  [{ depths: [], heads: [] }, /depths is empty/],
  [{ heads: [2] }, /heads has 1 stages but depths has 2/],
  [{ heads: [2, 5] }, /stage 1 has 64 channels, which 5 heads do not divide/],
  [{ pretrainedWindowSizes: [12] }, /pretrainedWindowSizes has 1 stages but depths has 2/],
  [{ pretrainedWindowSizes: [12, 1] }, /pretrainedWindowSizes holds 1/],
  [{ mlpRatio: 0.33 }, /mlpRatio 0.33 times embedDim 32/],
  [{ classes: -1 }, /classes must be 0 or a positive integer but is -1/],
  [{ dropPathRate: 1 }, /dropPathRate must lie in \[0, 1\) but is 1/],
  [{ imageSize: Number.NaN }, /imageSize must be a positive integer but is NaN/],
];

test.each(REFUSED)('%o is refused', (change, message) => {
  const build = () => new SwinV2({ ...WORKS, ...change });
  expect(build).toThrow(SwinV2Error);
  expect(build).toThrow(message);
});

test('windows shrink to the grid, and only a grid of several windows is shifted', () => {
  const geometries = stageGeometries({ ...WORKS, depths: [2, 2, 2, 2], heads: [2, 4, 8, 16], windowSize: 4 });
  expect(geometries.map(({ grid, window, shift }) => [grid.width, window, shift])).toEqual([
    [16, 4, 2],
    [8, 4, 2],
    [4, 4, 0],
    [2, 2, 0],
  ]);
});
