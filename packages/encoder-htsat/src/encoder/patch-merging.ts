// Halves the token grid and doubles the channels: the four neighbours joined,
// normalised, then reduced (spec: encoder-htsat section 3).
import { type Grid, gatherNeighbours, LayerNorm, Linear, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { LINEAR_INIT } from './init.ts';

export class PatchMerging extends Module {
  readonly #grid: Grid;
  readonly #reduction: Linear;
  readonly #norm: LayerNorm;

  constructor(grid: Grid, dim: number) {
    super();
    this.#grid = grid;
    this.#reduction = this.child('reduction', new Linear(4 * dim, 2 * dim, { ...LINEAR_INIT, bias: false }));
    this.#norm = this.child('norm', new LayerNorm(4 * dim));
  }

  /** `[B, N, C]` to `[B, N/4, 2C]` */
  forward(x: tf.Tensor): tf.Tensor {
    return this.#reduction.forward(this.#norm.forward(gatherNeighbours(x, this.#grid)));
  }
}
