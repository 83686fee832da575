// Attention with several heads as the grouping network stores it: one packed
// projection for self-attention, three for cross-attention.
import { attend, Linear, Module, requireHeads } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { linearInit } from './init.ts';

export class SelfAttention extends Module {
  readonly #heads: number;
  readonly #qkv: Linear;
  readonly #projection: Linear;

  constructor(dim: number, heads: number, weightDeviation?: number) {
    super();
    requireHeads(dim, heads);
    const init = linearInit(weightDeviation);
    this.#heads = heads;
    this.#qkv = this.child('qkv', new Linear(dim, 3 * dim, init));
    this.#projection = this.child('proj', new Linear(dim, dim, init));
  }

  /** `[B, N, D]` to `[B, N, D]` */
  forward(x: tf.Tensor): tf.Tensor {
    const [query, key, value] = tf.split(this.#qkv.forward(x), 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return this.#projection.forward(attend(query, key, value, this.#heads).output);
  }
}

export class CrossAttention extends Module {
  readonly #heads: number;
  readonly #query: Linear;
  readonly #key: Linear;
  readonly #value: Linear;
  readonly #projection: Linear;

  constructor(dim: number, heads: number, weightDeviation?: number) {
    super();
    requireHeads(dim, heads);
    const init = linearInit(weightDeviation);
    this.#heads = heads;
    this.#query = this.child('q_proj', new Linear(dim, dim, init));
    this.#key = this.child('k_proj', new Linear(dim, dim, init));
    this.#value = this.child('v_proj', new Linear(dim, dim, init));
    this.#projection = this.child('proj', new Linear(dim, dim, init));
  }

  /** Query `[B, N, D]` and memory `[B, S, D]`, both key and value, to `[B, N, D]`. */
  forward(query: tf.Tensor, memory: tf.Tensor): tf.Tensor {
    const key = this.#key.forward(memory);
    const value = this.#value.forward(memory);
    const attended = attend(this.#query.forward(query), key, value, this.#heads);
    return this.#projection.forward(attended.output);
  }
}
