// The two-layer perceptron of a block: widen, GELU, narrow.
import { Linear, Module, truncatedNormal, zeros } from '@dg-sct/nn';
import { gelu } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';

export class Mlp extends Module {
  readonly #widen: Linear;
  readonly #narrow: Linear;

  constructor(dim: number, hidden: number) {
    super();
    const options = { weightInit: truncatedNormal(0.02), biasInit: zeros };
    this.#widen = this.child('fc1', new Linear(dim, hidden, options));
    this.#narrow = this.child('fc2', new Linear(hidden, dim, options));
  }

  /** `[B, N, C]` to `[B, N, C]` */
  forward(x: tf.Tensor): tf.Tensor {
    return this.#narrow.forward(gelu(this.#widen.forward(x)));
  }
}
