// Halves the grid: joins each 2x2 neighbourhood, projects it to twice the
// channels, then normalizes (Swin V1 normalizes first).
import { type Grid, gatherNeighbours, LayerNorm, Linear, Module, truncatedNormal } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

export class PatchMerging extends Module {
  readonly #grid: Grid;
  readonly #reduction: Linear;
  readonly #norm: LayerNorm;

  constructor(dim: number, grid: Grid) {
    super();
    this.#grid = grid;
    const options = { weightInit: truncatedNormal(0.02), bias: false };
    this.#reduction = this.child('reduction', new Linear(4 * dim, 2 * dim, options));
    this.#norm = this.child('norm', new LayerNorm(2 * dim));
  }

  /** `[B, H*W, C]` to `[B, H*W/4, 2C]` */
  forward(x: tf.Tensor): tf.Tensor {
    return this.#norm.forward(this.#reduction.forward(gatherNeighbours(x, this.#grid)));
  }
}
