// The feed-forward part of a transformer block: widen, GELU, narrow.
import { gelu } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { Module } from '../module.ts';
import { Linear, type LinearOptions } from './linear.ts';

export class Mlp extends Module {
  readonly #widen: Linear;
  readonly #narrow: Linear;

  /** @param options of both linear layers */
  constructor(width: number, hidden: number, options: LinearOptions = {}) {
    super();
    this.#widen = this.child('fc1', new Linear(width, hidden, options));
    this.#narrow = this.child('fc2', new Linear(hidden, width, options));
  }

  /** `[..., D]` to `[..., D]` */
  forward(x: tf.Tensor): tf.Tensor {
    return this.#narrow.forward(gelu(this.#widen.forward(x)));
  }
}
