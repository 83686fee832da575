// The transformer blocks of the grouping network (spec: task-avvp section 4.5).
import { type Context, dropPath, LayerNorm, Mlp, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { CrossAttention, SelfAttention } from './attention.ts';
import { linearInit } from './init.ts';

export interface BlockOptions {
  /** Width, D. */
  readonly dim: number;
  readonly heads: number;
  /** Hidden width of the MLP as a multiple of `dim`; default 4. */
  readonly mlpRatio?: number;
  /** Standard deviation of initial weights; default 0.02. */
  readonly weightDeviation?: number | undefined;
}

export interface AttentionBlockOptions extends BlockOptions {
  /** Rate at which samples skip a part while training; default 0.1. */
  readonly dropPath?: number;
}

/** Normalised before each part: `x + attn(norm1(x))`, then `x + mlp(norm2(x))`. */
export class AttentionBlock extends Module {
  readonly #dropPath: number;
  readonly #norm1: LayerNorm;
  readonly #attention: SelfAttention;
  readonly #norm2: LayerNorm;
  readonly #mlp: Mlp;

  constructor({ dim, heads, mlpRatio = 4, dropPath = 0.1, weightDeviation }: AttentionBlockOptions) {
    super();
    this.#dropPath = dropPath;
    this.#norm1 = this.child('norm1', new LayerNorm(dim));
    this.#attention = this.child('attn', new SelfAttention(dim, heads, weightDeviation));
    this.#norm2 = this.child('norm2', new LayerNorm(dim));
    this.#mlp = this.child('mlp', new Mlp(dim, mlpRatio * dim, linearInit(weightDeviation)));
  }

  /** `[B, N, D]` to `[B, N, D]` */
  forward(x: tf.Tensor, context: Context): tf.Tensor {
    const skip = (part: tf.Tensor): tf.Tensor => dropPath(part, this.#dropPath, context);
    const attended = x.add<tf.Tensor>(skip(this.#attention.forward(this.#norm1.forward(x))));
    return attended.add(skip(this.#mlp.forward(this.#norm2.forward(attended))));
  }
}

/** Normalised at its end: `query + attn(query, memory)`, then `norm_post(x + mlp(norm2(x)))`. */
export class CrossAttentionBlock extends Module {
  readonly #attention: CrossAttention;
  readonly #norm2: LayerNorm;
  readonly #mlp: Mlp;
  readonly #normPost: LayerNorm;

  constructor({ dim, heads, mlpRatio = 4, weightDeviation }: BlockOptions) {
    super();
    this.#attention = this.child('attn', new CrossAttention(dim, heads, weightDeviation));
    this.#norm2 = this.child('norm2', new LayerNorm(dim));
    this.#mlp = this.child('mlp', new Mlp(dim, mlpRatio * dim, linearInit(weightDeviation)));
    this.#normPost = this.child('norm_post', new LayerNorm(dim));
  }

  /** Query `[B, N, D]` and memory `[B, S, D]` to `[B, N, D]`. */
  forward(query: tf.Tensor, memory: tf.Tensor): tf.Tensor {
    const attended = query.add<tf.Tensor>(this.#attention.forward(query, memory));
    return this.#normPost.forward(attended.add(this.#mlp.forward(this.#norm2.forward(attended))));
  }
}
