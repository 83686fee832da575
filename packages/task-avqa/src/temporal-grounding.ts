// Which seconds matter for a question: each looks at the segments of one modality
// of its clip (spec: task-avqa section 6.3).
import { type Context, dropout, LayerNorm, Linear, Module, MultiHeadAttention } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

/** State-dict names, which both modalities have side by side. */
export interface TemporalGroundingNames {
  readonly attention: string;
  readonly linear1: string;
  readonly linear2: string;
  readonly norm: string;
}

export interface TemporallyGrounded {
  /** `[B, Q, D]` */
  readonly output: tf.Tensor;
  /** How much each question looks at each segment, `[B, Q, T]`; rows sum to one. */
  readonly weights: tf.Tensor;
}

export class TemporalGrounding extends Module {
  readonly #attention: MultiHeadAttention;
  readonly #linear1: Linear;
  readonly #linear2: Linear;
  readonly #norm: LayerNorm;
  readonly #dropout: number;

  /** @param rate of dropout while training, of attention weights and values alike */
  constructor(dim: number, heads: number, rate: number, names: TemporalGroundingNames) {
    super();
    this.#dropout = rate;
    this.#attention = this.child(names.attention, new MultiHeadAttention(dim, heads, { dropout: rate }));
    this.#linear1 = this.child(names.linear1, new Linear(dim, dim));
    this.#linear2 = this.child(names.linear2, new Linear(dim, dim));
    this.#norm = this.child(names.norm, new LayerNorm(dim));
  }

  /** Questions about each clip `[B, Q, D]`, segments `[B, T, D]`. No residual goes around the attention. */
  forward(questions: tf.Tensor, segments: tf.Tensor, context: Context): TemporallyGrounded {
    const { output: attended, weights } = this.#attention.attend(questions, context, segments);
    const hidden = dropout(this.#linear1.forward(attended).relu(), this.#dropout, context);
    const refined = dropout(this.#linear2.forward(hidden), this.#dropout, context);
    return { output: this.#norm.forward(attended.add(refined)), weights: weights.mean(1) };
  }
}
