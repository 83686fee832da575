// One stage: blocks on the same token grid, and the patch merging after them
// (none after the last stage).
import { type Context, type Grid, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { Block, type BlockOptions } from './block.ts';
import { PatchMerging } from './patch-merging.ts';

export interface StageOptions extends Omit<BlockOptions, 'shifted' | 'dropPathRate'> {
  /** Drop-path rate of each block. */
  readonly dropPathRates: readonly number[];
  /** Ends with a patch merging. */
  readonly merges: boolean;
}

export class Stage extends Module {
  readonly dim: number;
  readonly grid: Grid;
  readonly tokens: number;
  readonly blocks: readonly Block[];
  /** `[B, N, C]` to `[B, N/4, 2C]`; absent in the last stage. */
  readonly downsample?: (x: tf.Tensor) => tf.Tensor;

  constructor({ dropPathRates, merges, ...options }: StageOptions) {
    super();
    this.dim = options.dim;
    this.grid = options.grid;
    this.tokens = options.grid.height * options.grid.width;
    this.blocks = this.childList(
      'blocks',
      dropPathRates.map((dropPathRate, j) => new Block({ ...options, shifted: j % 2 === 1, dropPathRate })),
    );
    if (merges) {
      const merging = this.child('downsample', new PatchMerging(options.grid, options.dim));
      this.downsample = (x) => merging.forward(x);
    }
  }

  /** All blocks, then the patch merging: `[B, N, C]` to the tokens of the next stage. */
  forward(x: tf.Tensor, context: Context): tf.Tensor {
    let tokens = x;
    for (const [j, block] of this.blocks.entries()) {
      tokens = scope(`block ${j}`, () => block.forward(tokens, context).tokens);
    }
    return this.downsample?.(tokens) ?? tokens;
  }
}
