// Temporal pixel-wise audio-visual interaction (spec: task-avs section 3.6): every pixel of every frame asks the
// sound of all frames what it has to do with it. Dot products without a softmax, so keys and values are multiplied
// first and the affinity of all pairs of pixels, which would take gigabytes, is never formed.
import { BatchNorm, type Context, LayerNorm, Linear, Module, PointwiseConv, zeros } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

export interface TpaviOptions {
  /** Channels of the map, C. */
  readonly dim: number;
  /** Width of the audio vector. */
  readonly audioDim: number;
  /** Channels inside; default C / 2. */
  readonly innerDim?: number;
}

export interface TpaviOutput {
  /** `[B*T, H, W, C]` */
  readonly map: tf.Tensor;
  /** The sound at the map's width, `[B, T, C]`. */
  readonly audio: tf.Tensor;
}

export class Tpavi extends Module {
  readonly #align: Linear;
  readonly #norm: LayerNorm;
  readonly #value: PointwiseConv;
  readonly #query: PointwiseConv;
  readonly #key: PointwiseConv;
  readonly #out: PointwiseConv;
  readonly #outNorm: BatchNorm;

  constructor({ dim, audioDim, innerDim = Math.floor(dim / 2) }: TpaviOptions) {
    super();
    this.#align = this.child('align_channel', new Linear(audioDim, dim));
    this.#norm = this.child('norm_layer', new LayerNorm(dim));
    this.#value = this.child('g', new PointwiseConv(dim, innerDim, 3));
    this.#out = this.child('W_z.0', new PointwiseConv(innerDim, dim, 3));
    this.#outNorm = this.child('W_z.1', new BatchNorm(dim, { weightInit: zeros }));
    this.#query = this.child('theta', new PointwiseConv(dim, innerDim, 3));
    this.#key = this.child('phi', new PointwiseConv(dim, innerDim, 3));
  }

  /** Map `[B*T, H, W, C]` and audio `[B, T, audioDim]`. */
  forward(map: tf.Tensor, audio: tf.Tensor, context: Context): TpaviOutput {
    const heard = this.#align.forward(audio);
    const [batch = 1, segments = 1, dim = 1] = heard.shape;
    // A key is the same for all pixels of a frame, so their values count as their mean.
    const frames = map.mean([1, 2]).reshape([batch, segments, dim]);
    return { map: this.#interact(map, heard, frames, context), audio: heard };
  }

  /** Without sound every pixel asks all pixels of all frames: map `[B*T, H, W, C]` to the same shape. */
  forwardVisual(map: tf.Tensor, batch: number, context: Context): tf.Tensor {
    const pixels = map.reshape([batch, -1, map.shape[3] ?? 1]);
    return this.#interact(map, pixels, pixels, context);
  }

  /** Keys and values are made from S items, both `[B, S, C]`. */
  #interact(map: tf.Tensor, keys: tf.Tensor, values: tf.Tensor, context: Context): tf.Tensor {
    const [batch = 1, items = 1, dim = 1] = keys.shape;
    const pixels = map.reshape([batch, -1, dim]);
    const memory = tf.matMul(this.#key.forward(keys), this.#value.forward(values), true);
    const answers = tf.matMul(this.#query.forward(pixels), memory.div(items));
    const term = this.#outNorm.forward(this.#out.forward(answers), context);
    return this.#norm.forward(term.add(pixels)).reshape(map.shape);
  }
}
