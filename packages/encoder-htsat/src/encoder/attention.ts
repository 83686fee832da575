// Multi-head attention inside windows, with a learned bias per relative position
// (spec: encoder-htsat section 3).
//   softmax(d^-0.5 q k^T + bias + mask) v, merged over heads, projected
import { Linear, linear, Module, type Parameter, relativePositionIndex, values } from '@dg-sct/nn';
import { element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { LINEAR_INIT, TABLE_INIT } from './init.ts';

/** Tokens, and the attention weights that made them. */
export interface Attended {
  readonly tokens: tf.Tensor;
  /** After the softmax, `[B * windows, heads, N, N]`. */
  readonly attention: tf.Tensor;
}

export class WindowAttention extends Module {
  readonly #dim: number;
  readonly #heads: number;
  readonly #biasTable: Parameter;
  readonly #biasIndex: Parameter;
  readonly #qkv: Linear;
  readonly #proj: Linear;

  /** @param edge window edge; a window has N = edge^2 tokens */
  constructor(dim: number, heads: number, edge: number) {
    super();
    this.#dim = dim;
    this.#heads = heads;
    this.#biasTable = this.parameter('relative_position_bias_table', [(2 * edge - 1) ** 2, heads], {
      init: TABLE_INIT,
    });
    this.#biasIndex = this.buffer('relative_position_index', [edge ** 2, edge ** 2], {
      init: values(relativePositionIndex(edge)),
      dtype: 'int32',
    });
    this.#qkv = this.child('qkv', new Linear(dim, 3 * dim, LINEAR_INIT));
    this.#proj = this.child('proj', new Linear(dim, dim, LINEAR_INIT));
  }

  /**
   * @param windows `[B * windows, N, C]`, windows of one image next to each other
   * @param mask added to the logits, `[windows, N, N]`
   */
  forward(windows: tf.Tensor, mask?: tf.Tensor): Attended {
    const [count = 1, tokens = 1, dim = 1] = windows.shape;
    const [q, k, v] = this.#project(windows);
    const logits = this.#shifted(tf.matMul(q, k, false, true), mask);
    const attention = tf.softmax(logits);
    const merged = tf.matMul(attention, v).transpose([0, 2, 1, 3]).reshape([count, tokens, dim]);
    return { tokens: this.#proj.forward(merged), attention };
  }

  /**
   * Queries, keys and values, each `[B * windows, heads, N, d]`. The factor d^-0.5 is applied to the rows
   * that make the queries: once per weight instead of once per token.
   */
  #project(windows: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
    const [count = 1, tokens = 1] = windows.shape;
    const heads = this.#heads;
    const depth = this.#dim / heads;
    const scale = tf.tensor1d(
      Float32Array.from({ length: 3 * this.#dim }, (_, row) => (row < this.#dim ? depth ** -0.5 : 1)),
    );
    const weight = this.#qkv.weight.value.mul(scale.expandDims(1));
    const qkv = linear(windows, weight, this.#qkv.bias?.value.mul(scale))
      .reshape([count, tokens, 3, heads, depth])
      .transpose([2, 0, 3, 1, 4]);
    const parts = tf.unstack(qkv);
    return [element(parts, 0), element(parts, 1), element(parts, 2)];
  }

  /** Adds position bias and mask, joined first so that the logits are passed over once. */
  #shifted(logits: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
    const [count = 1, heads = 1, tokens = 1] = logits.shape;
    const bias = tf
      .gather(this.#biasTable.value, this.#biasIndex.value.reshape([-1]))
      .transpose()
      .reshape([1, heads, tokens, tokens]);
    if (mask === undefined) return logits.add(bias);
    const [windows = 1] = mask.shape;
    return logits
      .reshape([count / windows, windows, heads, tokens, tokens])
      .add(bias.add(mask.expandDims(1)))
      .reshape(logits.shape);
  }
}
