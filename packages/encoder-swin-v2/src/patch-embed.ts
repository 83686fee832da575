// Image to tokens: a projection of each patch, then layer normalization.
import { LayerNorm, Module, PatchProjection } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

export class PatchEmbed extends Module {
  readonly #projection: PatchProjection;
  readonly #norm: LayerNorm;

  constructor(channels: number, dim: number, patch: number) {
    super();
    this.#projection = this.child('proj', new PatchProjection(channels, dim, patch));
    this.#norm = this.child('norm', new LayerNorm(dim));
  }

  /** `[B, H, W, channels]` to `[B, (H/patch)*(W/patch), D]`, row-major */
  forward(image: tf.Tensor): tf.Tensor {
    return this.#norm.forward(this.#projection.forward(image));
  }
}
