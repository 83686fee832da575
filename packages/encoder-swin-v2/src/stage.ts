// Blocks on one grid, windows alternately plain and shifted, and the patch
// merging that leads to the next stage.
import { Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { SwinV2Block } from './block.ts';
import type { StageGeometry } from './config.ts';
import { PatchMerging } from './patch-merging.ts';
import { RelativePositions } from './position-bias.ts';
import { WindowLayout } from './window-layout.ts';

export interface StageOptions {
  readonly index: number;
  readonly geometry: StageGeometry;
  readonly mlpRatio: number;
  /** Stochastic depth of each block. */
  readonly dropPathRates: readonly number[];
  readonly last: boolean;
}

export class SwinV2Stage extends Module {
  readonly dim: number;
  readonly heads: number;
  /** Tokens of the grid, N. */
  readonly tokens: number;
  readonly blocks: readonly SwinV2Block[];
  /** `[B, N, D]` to `[B, N/4, 2D]`, `[B, N, D]` being the output of the last block; absent in the last stage. */
  readonly downsample?: (x: tf.Tensor) => tf.Tensor;
  readonly #shared: readonly (WindowLayout | RelativePositions)[];

  constructor(options: StageOptions) {
    super();
    const { dim, heads, grid, window, shift, pretrainedWindow } = options.geometry;
    const path = `stage ${options.index}`;
    const positions = new RelativePositions(window, pretrainedWindow);
    const even = new WindowLayout(grid, window, 0);
    const odd = shift === 0 ? even : new WindowLayout(grid, window, shift);
    this.dim = dim;
    this.heads = heads;
    this.tokens = grid.height * grid.width;
    this.#shared = [positions, even, odd];
    this.blocks = this.childList(
      'blocks',
      options.dropPathRates.map(
        (dropPathRate, index) =>
          new SwinV2Block({
            dim,
            heads,
            mlpRatio: options.mlpRatio,
            dropPathRate,
            layout: index % 2 === 0 ? even : odd,
            positions,
            path: `${path} > block ${index}`,
          }),
      ),
    );
    if (!options.last) {
      const merging = this.child('downsample', new PatchMerging(dim, grid));
      this.downsample = (x) => scope(`${path} > downsample`, () => merging.forward(x));
    }
  }

  override dispose(): void {
    super.dispose();
    for (const shared of this.#shared) shared.dispose();
  }
}
