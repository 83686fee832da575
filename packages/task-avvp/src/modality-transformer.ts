// One modality of the grouping network (spec: task-avvp section 4.8): segments and
// class tokens attend to each other, then the tokens collect the segments.
import { type Context, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Assigned } from './assignment.ts';
import { AttentionBlock, type AttentionBlockOptions } from './blocks.ts';
import { AvvpError } from './errors.ts';
import { GroupingBlock } from './grouping.ts';
import type { GumbelSource } from './gumbel.ts';

/** The grouping has the heads of the blocks before it. */
export interface ModalityTransformerOptions extends AttentionBlockOptions {
  /** Attention blocks before the grouping. */
  readonly depth: number;
  /** Class tokens, C. */
  readonly groups: number;
  /** Whether a segment goes wholly to one class; default false. */
  readonly hard?: boolean;
  /** Regroups the segments around those of another modality first; absent where there is no other. */
  readonly exchange?: {
    /** Segments of the other modality. */
    readonly segments: number;
    /** Attention heads; default 8. */
    readonly heads?: number;
  };
  readonly noise?: GumbelSource;
}

export interface ModalityOutput extends Assigned {
  /** The segments that were grouped, `[B, S, D]`. */
  readonly segments: tf.Tensor;
}

export class ModalityTransformer extends Module {
  readonly #groups: number;
  readonly #blocks: readonly AttentionBlock[];
  readonly #exchange: GroupingBlock | undefined;
  readonly #grouping: GroupingBlock;

  constructor(options: ModalityTransformerOptions) {
    super();
    const { dim, depth, heads, groups, hard = false, exchange, noise, weightDeviation } = options;
    const source = noise === undefined ? { weightDeviation } : { weightDeviation, noise };
    this.#groups = groups;
    this.#blocks = this.childList(
      'blocks',
      Array.from({ length: depth }, () => new AttentionBlock(options)),
    );
    this.#grouping = this.child('grouping', new GroupingBlock({ dim, heads, groups, hard, ...source }));
    if (exchange !== undefined) {
      // As published it is hard where the grouping is soft, and the other way round.
      const { segments, heads: exchangeHeads = 8 } = exchange;
      const inverted = { dim, heads: exchangeHeads, groups: segments, hard: !hard, ...source };
      this.#exchange = this.child('han_encoder', new GroupingBlock(inverted));
    }
  }

  /**
   * Segments `[B, S, D]`; class tokens `[C, D]`, the same for all clips, or `[B, C, D]`.
   * @param other segments of the other modality, `[B, T, D]`; needed with `exchange`, and only then
   */
  forward(segments: tf.Tensor, tokens: tf.Tensor, context: Context, other?: tf.Tensor): ModalityOutput {
    const [batch = 1, count = 1, dim = 1] = segments.shape;
    const perClip = tokens.rank === 3 ? tokens : tf.tile(tokens.expandDims(0), [batch, 1, 1]);
    const joined = this.#blocks.reduce(
      (x, block, index) => scope(`block ${index}`, () => block.forward(x, context)),
      tf.concat([segments, perClip], 1),
    );
    const attended = tf.slice(joined, [0, 0, 0], [batch, count, dim]);
    const exchanged = scope('exchange', () => this.#exchanged(attended, other, context));
    const groups = tf.slice(joined, [0, count, 0], [batch, this.#groups, dim]);
    return { ...this.#grouping.forward(exchanged, groups, context), segments: exchanged };
  }

  #exchanged(segments: tf.Tensor, other: tf.Tensor | undefined, context: Context): tf.Tensor {
    if (this.#exchange === undefined && other === undefined) return segments;
    if (this.#exchange !== undefined && other !== undefined) {
      return this.#exchange.forward(segments, other, context).output;
    }
    throw new AvvpError(
      'BAD_INPUT',
      other === undefined
        ? 'this modality is regrouped around another one; pass its segments too'
        : 'this modality is grouped by itself but was given segments of another one; leave them out',
    );
  }
}
