// A grouping block (spec: task-avvp section 4.7): group tokens look at the
// segments, then collect those that choose them.
import { type Context, LayerNorm, Mlp, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { AssignAttention, type Assigned, type AssignmentOptions } from './assignment.ts';
import { CrossAttentionBlock } from './blocks.ts';
import { linearInit } from './init.ts';

export interface GroupingOptions extends AssignmentOptions {
  /** Width, D. */
  readonly dim: number;
  /** Heads of the attention that precedes the assignment. */
  readonly heads: number;
  /** Group tokens, N. */
  readonly groups: number;
}

const CHANNEL_RATIO = 4;

export class GroupingBlock extends Module {
  readonly #normTokens: LayerNorm;
  readonly #mixTokens: Mlp;
  readonly #normMixed: LayerNorm;
  readonly #normSegments: LayerNorm;
  readonly #look: CrossAttentionBlock;
  readonly #assign: AssignAttention;
  readonly #normGroups: LayerNorm;
  readonly #mixChannels: Mlp;

  constructor({ dim, heads, groups, ...assignment }: GroupingOptions) {
    super();
    const { weightDeviation } = assignment;
    const init = linearInit(weightDeviation);
    this.#normTokens = this.child('norm_tokens', new LayerNorm(dim));
    this.#mixTokens = this.child('mlp_inter', new Mlp(groups, Math.floor(dim / 2), init));
    this.#normMixed = this.child('norm_post_tokens', new LayerNorm(dim));
    this.#normSegments = this.child('norm_x', new LayerNorm(dim));
    this.#look = this.child('pre_assign_attn', new CrossAttentionBlock({ dim, heads, weightDeviation }));
    this.#assign = this.child('assign', new AssignAttention(dim, assignment));
    this.#normGroups = this.child('norm_new_x', new LayerNorm(dim));
    this.#mixChannels = this.child('mlp_channels', new Mlp(dim, CHANNEL_RATIO * dim, init));
  }

  /** Segments `[B, S, D]` and group tokens `[B, N, D]`. */
  forward(segments: tf.Tensor, tokens: tf.Tensor, context: Context): Assigned {
    return scope('grouping', () => {
      const x = this.#normSegments.forward(segments);
      const groups = this.#look.forward(this.#mix(this.#normTokens.forward(tokens)), x);
      const { output, applied, soft } = this.#assign.forward(groups, x, context);
      const collected = groups.add<tf.Tensor>(output);
      const refined = this.#mixChannels.forward(this.#normGroups.forward(collected));
      return { output: collected.add(refined), applied, soft };
    });
  }

  /** The MLP runs along the tokens, each channel by itself: `[B, N, D]` to `[B, N, D]`. */
  #mix(tokens: tf.Tensor): tf.Tensor {
    const mixed = this.#mixTokens.forward(tokens.transpose([0, 2, 1]));
    return this.#normMixed.forward(mixed.transpose([0, 2, 1]));
  }
}
