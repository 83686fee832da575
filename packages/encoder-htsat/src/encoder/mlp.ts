// The feed-forward part of a block: widen, GELU, narrow.
import { Linear, Module } from '@dg-sct/nn';
import { gelu } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { LINEAR_INIT } from './init.ts';

export class Mlp extends Module {
  readonly #fc1: Linear;
  readonly #fc2: Linear;

  constructor(dim: number, hidden: number) {
    super();
    this.#fc1 = this.child('fc1', new Linear(dim, hidden, LINEAR_INIT));
    this.#fc2 = this.child('fc2', new Linear(hidden, dim, LINEAR_INIT));
  }

  /** `[B, N, C]` to `[B, N, C]` */
  forward(x: tf.Tensor): tf.Tensor {
    return this.#fc2.forward(gelu(this.#fc1.forward(x)));
  }
}
