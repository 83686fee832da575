// The image cut into patches, each projected to one normalised token.
import { LayerNorm, Module, PatchProjection } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

export class PatchEmbedding extends Module {
  readonly #proj: PatchProjection;
  readonly #norm: LayerNorm;

  constructor(dim: number, patchSize: number) {
    super();
    this.#proj = this.child('proj', new PatchProjection(1, dim, patchSize));
    this.#norm = this.child('norm', new LayerNorm(dim));
  }

  /** `[B, S, S]` to `[B, (S / patch)^2, D]`, row-major. */
  forward(image: tf.Tensor): tf.Tensor {
    return this.#norm.forward(this.#proj.forward(image.expandDims(3)));
  }
}
