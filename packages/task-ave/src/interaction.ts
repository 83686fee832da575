// Audio-video interaction of CMBS: the product of both modalities asks both of
// them. Published checkpoints hold two, which the AVE head does not use.
import { type Context, dropout, LayerNorm, Module, MultiHeadAttention } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

const ATTENTION_DROPOUT = 0.2;
const DROPOUT = 0.1;

export class AudioVideoInteraction extends Module {
  readonly #attention: MultiHeadAttention;
  readonly #norm: LayerNorm;

  constructor(dim: number, heads: number) {
    super();
    const options = { dropout: ATTENTION_DROPOUT };
    this.#attention = this.child('video_multihead', new MultiHeadAttention(dim, heads, options));
    this.#norm = this.child('norm1', new LayerNorm(dim));
  }

  /** Both `[B, T, D]`, to `[B, T, D]`. */
  forward(visual: tf.Tensor, audio: tf.Tensor, context: Context): tf.Tensor {
    const query = visual.mul(audio);
    const attended = this.#attention.forward(query, context, tf.concat([audio, visual], 1));
    return this.#norm.forward(query.add(dropout(attended, DROPOUT, context)));
  }
}
