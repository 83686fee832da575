// The transformer layers of temporal attention: post-norm encoder and decoder
// layers with PyTorch names, no masks, no positions. Some modules exist only
// because published checkpoints hold them; they are marked.
import { type Context, dropout, LayerNorm, Linear, Module, MultiHeadAttention } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

/** Sizes shared by all layers of one stack. */
export interface TransformerSizes {
  readonly dim: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly dropout: number;
  /** Whether the layers of a stack start with the same values, as published; default true. */
  readonly identicalStart?: boolean;
}

/** Two linear maps with ReLU, and the norms around attention and around themselves. */
abstract class PostNormLayer extends Module {
  readonly #dropout: number;
  readonly #linear1: Linear;
  readonly #linear2: Linear;
  readonly #norm1: LayerNorm;
  readonly #norm2: LayerNorm;

  constructor({ dim, feedForward, dropout: rate }: TransformerSizes) {
    super();
    this.#dropout = rate;
    this.#linear1 = this.child('linear1', new Linear(dim, feedForward));
    this.#linear2 = this.child('linear2', new Linear(feedForward, dim));
    this.#norm1 = this.child('norm1', new LayerNorm(dim));
    this.#norm2 = this.child('norm2', new LayerNorm(dim));
  }

  /** `norm1(x + attended)`, then `norm2(x + feedForward(x))`. */
  protected finish(x: tf.Tensor, attended: tf.Tensor, context: Context): tf.Tensor {
    const rate = this.#dropout;
    const attentive = this.#norm1.forward(x.add(dropout(attended, rate, context)));
    const hidden = dropout(this.#linear1.forward(attentive).relu(), rate, context);
    const refined = dropout(this.#linear2.forward(hidden), rate, context);
    return this.#norm2.forward(attentive.add(refined));
  }
}

class EncoderLayer extends PostNormLayer {
  readonly #attention: MultiHeadAttention;

  constructor(sizes: TransformerSizes) {
    super(sizes);
    this.#attention = this.child('self_attn', attentionOf(sizes));
  }

  /** `[B, T, D]` to `[B, T, D]` */
  forward(x: tf.Tensor, context: Context): tf.Tensor {
    return this.finish(x, this.#attention.forward(x, context), context);
  }
}

class DecoderLayer extends PostNormLayer {
  readonly #attention: MultiHeadAttention;

  constructor(sizes: TransformerSizes) {
    super(sizes);
    this.child('self_attn', attentionOf(sizes)); // in checkpoints only
    this.#attention = this.child('multihead_attn', attentionOf(sizes));
  }

  /** The query attends to the memory and to itself, both along time: `[B, T, D]` to `[B, T, D]`. */
  forward(query: tf.Tensor, memory: tf.Tensor, context: Context): tf.Tensor {
    const attended = this.#attention.forward(query, context, tf.concat([memory, query], 1));
    return this.finish(query, attended, context);
  }
}

const attentionOf = ({ dim, heads, dropout: rate }: TransformerSizes): MultiHeadAttention =>
  new MultiHeadAttention(dim, heads, { dropout: rate });

/** A projection to the common width, then encoder layers. */
export class TemporalEncoder extends Module {
  readonly #layers: readonly EncoderLayer[];
  readonly #affine: Linear;

  constructor(inputs: number, sizes: TransformerSizes, layers = 2) {
    super();
    const template = this.child('encoder_layer', new EncoderLayer(sizes)); // in checkpoints only
    const layer = (): EncoderLayer => new EncoderLayer(sizes);
    const copy = (): EncoderLayer => layer().startAs(template);
    this.#layers = this.childList(
      'encoder.layers',
      Array.from({ length: layers }, (sizes.identicalStart ?? true) ? copy : layer),
    );
    this.#affine = this.child('affine_matrix', new Linear(inputs, sizes.dim));
  }

  /** `[B, T, in]` to `[B, T, D]` */
  forward(x: tf.Tensor, context: Context): tf.Tensor {
    return this.#layers.reduce((y, layer) => layer.forward(y, context), this.#affine.forward(x));
  }
}

/** A projection of the query to the common width, then one decoder layer. */
export class TemporalDecoder extends Module {
  readonly #layer: DecoderLayer;
  readonly #affine: Linear;

  constructor(inputs: number, sizes: TransformerSizes) {
    super();
    this.child('decoder_layer', new DecoderLayer(sizes)); // in checkpoints only: the template of the stack
    this.#layer = this.child('decoder.layers.0', new DecoderLayer(sizes));
    this.#affine = this.child('affine_matrix', new Linear(inputs, sizes.dim));
  }

  /** Query `[B, T, in]` and memory `[B, T, D]` to `[B, T, D]` */
  forward(query: tf.Tensor, memory: tf.Tensor, context: Context): tf.Tensor {
    return this.#layer.forward(this.#affine.forward(query), memory, context);
  }
}
