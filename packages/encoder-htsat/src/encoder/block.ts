// One transformer block, normalised before each part (spec: encoder-htsat section 3):
//   x + dropPath(attention(norm1(x))), then x + dropPath(mlp(norm2(x)))
import {
  type Context,
  dropPath,
  type Grid,
  LayerNorm,
  Mlp,
  Module,
  mergeWindows,
  type Parameter,
  partitionWindows,
  rollGrid,
  shiftMask,
} from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { type Attended, WindowAttention } from './attention.ts';
import { LINEAR_INIT } from './init.ts';

export interface BlockOptions {
  readonly dim: number;
  /** Token grid that the block works on. */
  readonly grid: Grid;
  readonly heads: number;
  /** Window edge; a grid no larger than it becomes one window without shift. */
  readonly windowSize: number;
  /** Windows lie half a window down and right. */
  readonly shifted: boolean;
  /** Width of the feed-forward part as a multiple of dim. */
  readonly mlpRatio: number;
  /** Probability of dropping a part for a sample while training. */
  readonly dropPathRate: number;
}

export class Block extends Module {
  readonly dim: number;
  readonly tokens: number;
  readonly norm1: LayerNorm;
  readonly #grid: Grid;
  readonly #edge: number;
  readonly #shift: number;
  readonly #dropPathRate: number;
  readonly #mask: Parameter | undefined;
  readonly #attention: WindowAttention;
  readonly #norm2: LayerNorm;
  readonly #mlp: Mlp;

  constructor({ dim, grid, heads, windowSize, shifted, mlpRatio, dropPathRate }: BlockOptions) {
    super();
    const smallest = Math.min(grid.height, grid.width);
    const edge = Math.min(windowSize, smallest);
    const shift = shifted && smallest > edge ? Math.floor(edge / 2) : 0;
    this.dim = dim;
    this.tokens = grid.height * grid.width;
    this.#grid = grid;
    this.#edge = edge;
    this.#shift = shift;
    this.#dropPathRate = dropPathRate;
    if (shift > 0) {
      this.#mask = this.buffer('attn_mask', [this.tokens / edge ** 2, edge ** 2, edge ** 2], {
        init: () => shiftMask(grid, edge, shift),
      });
    }
    this.norm1 = this.child('norm1', new LayerNorm(dim));
    this.#attention = this.child('attn', new WindowAttention(dim, heads, edge));
    this.#norm2 = this.child('norm2', new LayerNorm(dim));
    this.#mlp = this.child('mlp', new Mlp(dim, mlpRatio * dim, LINEAR_INIT));
  }

  /** First residual, `[B, N, C]` to `[B, N, C]`. */
  attend(x: tf.Tensor, context: Context): tf.Tensor {
    return this.attendWithWeights(x, context).tokens;
  }

  /** First residual, and the attention weights of its windows. */
  attendWithWeights(x: tf.Tensor, context: Context): Attended {
    return scope('attention', () => {
      const rolled = rollGrid(this.norm1.forward(x), this.#grid, this.#shift);
      const windows = partitionWindows(rolled, this.#grid, this.#edge);
      const { tokens, attention } = this.#attention.forward(windows, this.#mask?.value);
      const merged = rollGrid(mergeWindows(tokens, this.#grid, this.#edge), this.#grid, -this.#shift);
      return { tokens: x.add(dropPath(merged, this.#dropPathRate, context)), attention };
    });
  }

  /** Second residual, `[B, N, C]` to `[B, N, C]`. */
  feedForward(x: tf.Tensor, context: Context): tf.Tensor {
    return scope('mlp', () =>
      x.add(dropPath(this.#mlp.forward(this.#norm2.forward(x)), this.#dropPathRate, context)),
    );
  }

  /** Both residuals: tokens `[B, N, C]` and the attention weights. */
  forward(x: tf.Tensor, context: Context): Attended {
    const { tokens, attention } = this.attendWithWeights(x, context);
    return { tokens: this.feedForward(tokens, context), attention };
  }
}
