// Which seconds matter for the question: the question looks at the segments of
// one modality (spec: task-avqa section 6.3).
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
  /** `[B, D]` */
  readonly output: tf.Tensor;
  /** How much the question looks at each segment, `[B, T]`; rows sum to one. */
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

  /** Question `[B, D]`, segments `[B, T, D]`. No residual goes around the attention. */
  forward(question: tf.Tensor, segments: tf.Tensor, context: Context): TemporallyGrounded {
    const { output, weights } = this.#attention.attend(question.expandDims(1), context, segments);
    const attended = output.squeeze([1]);
    const hidden = dropout(this.#linear1.forward(attended).relu(), this.#dropout, context);
    const refined = dropout(this.#linear2.forward(hidden), this.#dropout, context);
    return { output: this.#norm.forward(attended.add(refined)), weights: weights.mean(1).squeeze([1]) };
  }
}
