// Scaled dot-product attention with several heads, PyTorch's parameter names.
// No masks and no positional encoding: whoever needs them adds them outside.
import * as tf from '@tensorflow/tfjs';
import type { Context } from '../context.ts';
import { xavierUniform, zeros } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import { type Attended, attend, requireHeads } from './attend.ts';
import { dropout } from './dropout.ts';
import { Linear, linear } from './linear.ts';

export interface MultiHeadAttentionOptions {
  /** Dropout rate of the attention weights while training; default 0. */
  readonly dropout?: number;
}

export class MultiHeadAttention extends Module {
  readonly width: number;
  readonly heads: number;
  /** `[3D, D]`, rows ordered query, key, value. */
  readonly inWeight: Parameter;
  /** `[3D]` */
  readonly inBias: Parameter;
  readonly out: Linear;
  readonly #dropout: number;

  constructor(width: number, heads: number, options: MultiHeadAttentionOptions = {}) {
    super();
    requireHeads(width, heads);
    this.width = width;
    this.heads = heads;
    this.#dropout = options.dropout ?? 0;
    this.inWeight = this.parameter('in_proj_weight', [3 * width, width], { init: xavierUniform });
    this.inBias = this.parameter('in_proj_bias', [3 * width], { init: zeros });
    this.out = this.child('out_proj', new Linear(width, width, { biasInit: zeros }));
  }

  /**
   * Query `[B, L, D]` and memory `[B, S, D]`, both key and value, to `[B, L, D]`.
   * Without a memory the query attends to itself.
   */
  forward(query: tf.Tensor, context: Context, memory: tf.Tensor = query): tf.Tensor {
    return this.attend(query, context, memory).output;
  }

  /** As `forward`, with the attention weights. */
  attend(query: tf.Tensor, context: Context, memory: tf.Tensor = query): Attended {
    const projected =
      memory === query
        ? this.#project(query, 0, 3)
        : [...this.#project(query, 0, 1), ...this.#project(memory, 1, 2)];
    const [q, k, v] = projected as [tf.Tensor, tf.Tensor, tf.Tensor];
    const { output, weights } = attend(q, k, v, this.heads, (x) => dropout(x, this.#dropout, context));
    return { output: this.out.forward(output), weights };
  }

  /** `count` of the three input projections from number `first` on, as one matrix product. */
  #project(x: tf.Tensor, first: number, count: number): tf.Tensor[] {
    const start = first * this.width;
    const size = count * this.width;
    const weight = tf.slice(this.inWeight.value, [start, 0], [size, this.width]);
    const bias = tf.slice(this.inBias.value, [start], [size]);
    const projected = linear(x, weight, bias);
    // tfjs has no working gradient for a split into one part.
    return count === 1 ? [projected] : tf.split(projected, count, -1);
  }
}
