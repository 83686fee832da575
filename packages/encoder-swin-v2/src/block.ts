// One Swin V2 block: window attention and an MLP, each normalized *after* it was
// computed and then added to the stream. The two residuals can be taken one by
// one, so that a caller may add its own terms beside them.
import {
  type Context,
  dropPath,
  LayerNorm,
  Mlp,
  Module,
  type Parameter,
  truncatedNormal,
  zeros,
} from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { WindowAttention } from './attention.ts';
import type { RelativePositions } from './position-bias.ts';
import type { WindowLayout } from './window-layout.ts';

export interface BlockOptions {
  readonly dim: number;
  readonly heads: number;
  readonly mlpRatio: number;
  readonly dropPathRate: number;
  readonly layout: WindowLayout;
  readonly positions: RelativePositions;
  /** Where the block stands, for messages: `stage 0 > block 1`. */
  readonly path: string;
}

export class SwinV2Block extends Module {
  readonly dim: number;
  /** Tokens of the whole grid, N. */
  readonly tokens: number;
  readonly attention: WindowAttention;
  readonly mlp: Mlp;
  readonly #options: BlockOptions;
  readonly #mask: Parameter | undefined;
  readonly #norm1: LayerNorm;
  readonly #norm2: LayerNorm;

  constructor(options: BlockOptions) {
    super();
    const { dim, heads, layout } = options;
    this.dim = dim;
    this.tokens = layout.windows * layout.tokens;
    this.#options = options;
    if (layout.shifted) {
      const shape = [layout.windows, layout.tokens, layout.tokens];
      this.#mask = this.buffer('attn_mask', shape, { init: () => layout.mask() });
    }
    // Zero weights and biases: every block starts as the identity.
    const atZero = { weightInit: zeros, biasInit: zeros };
    this.attention = this.child('attn', new WindowAttention(dim, heads, options.positions));
    this.#norm1 = this.child('norm1', new LayerNorm(dim, atZero));
    const small = { weightInit: truncatedNormal(0.02), biasInit: zeros };
    this.mlp = this.child('mlp', new Mlp(dim, dim * options.mlpRatio, small));
    this.#norm2 = this.child('norm2', new LayerNorm(dim, atZero));
  }

  /** What attention adds to `x [B, N, D]`: `dropPath(norm1(attention(x)))`. */
  attentionBranch(x: tf.Tensor, context: Context): tf.Tensor {
    return scope(`${this.#options.path} > attention`, () => {
      const { layout, dropPathRate } = this.#options;
      const attended = this.attention.forward(layout.toWindows(x), this.#mask?.value);
      return dropPath(this.#norm1.forward(layout.fromWindows(attended)), dropPathRate, context);
    });
  }

  /** What the MLP adds to `x [B, N, D]`: `dropPath(norm2(mlp(x)))`. */
  mlpBranch(x: tf.Tensor, context: Context): tf.Tensor {
    return scope(`${this.#options.path} > mlp`, () =>
      dropPath(this.#norm2.forward(this.mlp.forward(x)), this.#options.dropPathRate, context),
    );
  }

  /** First residual: `x + attentionBranch(x)`, `[B, N, D]`. */
  attend(x: tf.Tensor, context: Context): tf.Tensor {
    return tf.add(x, this.attentionBranch(x, context));
  }

  /** Second residual: `x + mlpBranch(x)`, `[B, N, D]`. */
  feedForward(x: tf.Tensor, context: Context): tf.Tensor {
    return tf.add(x, this.mlpBranch(x, context));
  }

  /** Both residuals, `[B, N, D]`. */
  forward(x: tf.Tensor, context: Context): tf.Tensor {
    return this.feedForward(this.attend(x, context), context);
  }
}
