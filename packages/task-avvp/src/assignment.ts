// Assigns segments to groups (spec: task-avvp section 4.6): every segment spreads
// itself over the groups, softly or wholly to one, and each group collects what
// it was given.
import { type Context, Linear, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type GumbelSource, gumbelNoise } from './gumbel.ts';
import { linearInit } from './init.ts';

export interface AssignmentOptions {
  /** Every segment goes wholly to its best group; the gradient is that of the soft assignment. Default false. */
  readonly hard?: boolean;
  /** Draws Gumbel noise while training; default as `hard`. */
  readonly gumbel?: boolean;
  /** Where that noise comes from; default the context's random stream. */
  readonly noise?: GumbelSource;
  /** Standard deviation of initial weights; default 0.02. */
  readonly weightDeviation?: number | undefined;
}

/** Groups N, segments S. */
export interface Assigned {
  /** What the groups collected, `[B, N, D]`. */
  readonly output: tf.Tensor;
  /** Share of every segment that went to every group, as applied, `[B, N, S]`. */
  readonly applied: tf.Tensor;
  /** One plus the softmax over segments of the shares without noise, `[B, N, S]`; in (1, 2). */
  readonly soft: tf.Tensor;
}

export class AssignAttention extends Module {
  readonly #hard: boolean;
  readonly #gumbel: boolean;
  readonly #noise: GumbelSource;
  readonly #scale: number;
  readonly #query: Linear;
  readonly #key: Linear;
  readonly #value: Linear;
  readonly #projection: Linear;

  constructor(dim: number, options: AssignmentOptions = {}) {
    super();
    const { hard = false, gumbel = hard, noise = gumbelNoise } = options;
    const init = linearInit(options.weightDeviation);
    this.#hard = hard;
    this.#gumbel = gumbel;
    this.#noise = noise;
    this.#scale = 1 / Math.sqrt(dim);
    this.#query = this.child('q_proj', new Linear(dim, dim, init));
    this.#key = this.child('k_proj', new Linear(dim, dim, init));
    this.#value = this.child('v_proj', new Linear(dim, dim, init));
    this.#projection = this.child('proj', new Linear(dim, dim, init));
  }

  /** Groups `[B, N, D]` and segments `[B, S, D]`. */
  forward(groups: tf.Tensor, segments: tf.Tensor, context: Context): Assigned {
    return scope('assign', () => {
      const query = this.#query.forward(groups).mul<tf.Tensor>(this.#scale);
      const logits = tf.matMul(this.#key.forward(segments), query, false, true);
      const shares = logits.softmax<tf.Tensor>();
      const applied = byGroup(this.#applied(logits, shares, context));
      const weights = applied.div<tf.Tensor>(applied.sum(2, true).add(1));
      const collected = tf.matMul(weights, this.#value.forward(segments));
      return {
        output: this.#projection.forward(collected),
        applied,
        soft: byGroup(shares).softmax().add(1),
      };
    });
  }

  /** Logits and their softmax, `[B, S, N]`, to the shares that are applied. */
  #applied(logits: tf.Tensor, shares: tf.Tensor, context: Context): tf.Tensor {
    const draws = this.#gumbel && context.training;
    const drawn = draws ? logits.add<tf.Tensor>(this.#noiseFor(logits, context)).softmax() : shares;
    return this.#hard ? oneHotOfLargest(drawn) : drawn;
  }

  /** The source gives noise by group, `[B, 1, N, S]`. */
  #noiseFor({ shape: [batch = 1, segments = 1, groups = 1] }: tf.Tensor, context: Context): tf.Tensor {
    const noise = this.#noise([batch, 1, groups, segments], context);
    return byGroup(noise.reshape([batch, groups, segments]));
  }
}

/** Exchanges groups and segments, `[B, S, N]` to `[B, N, S]` or back. */
const byGroup = (x: tf.Tensor): tf.Tensor => x.transpose([0, 2, 1]);

/** One at the largest entry of the last axis, zero elsewhere; differentiated as if it were the identity. */
function oneHotOfLargest(x: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [shares] = args as [tf.Tensor];
    const value = tf.oneHot(shares.argMax(-1), shares.shape.at(-1) ?? 1).cast<tf.Tensor>('float32');
    return { value, gradFunc: (dy) => dy as tf.Tensor };
  });
  return operation(x);
}
