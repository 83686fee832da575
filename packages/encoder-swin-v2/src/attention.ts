// Cosine attention inside windows with a learned temperature per head and the
// continuous position bias (spec: encoder-swin-v2 section 3). Knows nothing of
// images: it takes windows, see window-layout.
import { constant, Linear, linear, Module, type Parameter, truncatedNormal, zeros } from '@dg-sct/nn';
import { element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { PositionBias, type RelativePositions } from './position-bias.ts';
import { scaledUnit } from './scaled-unit.ts';

const LOG_SCALE_LIMIT = Math.log(100);

export class WindowAttention extends Module {
  readonly logitScale: Parameter;
  readonly queryBias: Parameter;
  readonly valueBias: Parameter;
  readonly positionBias: PositionBias;
  readonly #qkv: Linear;
  readonly #projection: Linear;
  readonly #dim: number;
  readonly #heads: number;

  constructor(dim: number, heads: number, positions: RelativePositions) {
    super();
    this.#dim = dim;
    this.#heads = heads;
    const weightInit = truncatedNormal(0.02);
    this.logitScale = this.parameter('logit_scale', [heads, 1, 1], { init: constant(Math.log(10)) });
    this.queryBias = this.parameter('q_bias', [dim], { init: zeros });
    this.valueBias = this.parameter('v_bias', [dim], { init: zeros });
    this.positionBias = this.child('cpb_mlp', new PositionBias(heads, positions));
    this.#qkv = this.child('qkv', new Linear(dim, 3 * dim, { weightInit, bias: false }));
    this.#projection = this.child('proj', new Linear(dim, dim, { weightInit, biasInit: zeros }));
  }

  /**
   * `[B * windows, N, C]` to the same shape.
   * @param mask `[windows, N, N]`, added to the logits of the windows of every image
   */
  forward(x: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
    const [query, key, value] = this.#queryKeyValue(x);
    const length = this.logitScale.value.minimum(LOG_SCALE_LIMIT).mul(0.5).exp();
    const logits = tf.matMul(scaledUnit(query, length), scaledUnit(key, length), false, true);
    const attended = tf.matMul(tf.softmax(this.#addBias(logits, mask)), value);
    return this.#projection.forward(attended.transpose([0, 2, 1, 3]).reshape(x.shape));
  }

  /** Three of `[B * windows, heads, N, C / heads]`; there is no key bias. */
  #queryKeyValue(x: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
    const [count = 1, tokens = 1] = x.shape;
    const width = this.#dim / this.#heads;
    const bias = tf.concat([this.queryBias.value, tf.zeros([this.#dim]), this.valueBias.value]);
    const qkv = linear(x, this.#qkv.weight.value, bias)
      .reshape([count, tokens, 3, this.#heads, width])
      .transpose([2, 0, 3, 1, 4]);
    const parts = tf.unstack(qkv);
    return [element(parts, 0), element(parts, 1), element(parts, 2)];
  }

  /** Position bias and mask are joined first, so that the logits are passed over once. */
  #addBias(logits: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
    const bias = this.positionBias.forward();
    if (mask === undefined) return logits.add(bias);
    const [count = 1, heads = 1, tokens = 1] = logits.shape;
    const [windows = 1] = mask.shape;
    return logits
      .reshape([count / windows, windows, heads, tokens, tokens])
      .add(bias.add(mask.expandDims(1)))
      .reshape(logits.shape);
  }
}
