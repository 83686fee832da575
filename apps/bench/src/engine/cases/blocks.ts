// Frozen transformer blocks with a trainable adapter behind each: forward pass,
// gradients of the adapters, and Adam. The shape of Swin V2 large, stage 3.
import { Adam, EVAL, LayerNorm, Linear, Module, MultiHeadAttention, valueAndGradients } from '@dg-sct/nn';
import { compile, gelu } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { BenchCase, Prepared, Sizes } from '../../contest/case.ts';
import { fill, signal } from '../../contest/fill.ts';

const LEARNING_RATE = 1e-3;

class Block extends Module {
  readonly #norm1: LayerNorm;
  readonly #attention: MultiHeadAttention;
  readonly #norm2: LayerNorm;
  readonly #widen: Linear;
  readonly #narrow: Linear;
  readonly #down: Linear;
  readonly #up: Linear;

  constructor(width: number, heads: number, rank: number) {
    super();
    this.#norm1 = this.child('norm1', new LayerNorm(width));
    this.#attention = this.child('attn', new MultiHeadAttention(width, heads));
    this.#norm2 = this.child('norm2', new LayerNorm(width));
    this.#widen = this.child('fc1', new Linear(width, 4 * width));
    this.#narrow = this.child('fc2', new Linear(4 * width, width));
    this.#down = this.child('adapter.down', new Linear(width, rank));
    this.#up = this.child('adapter.up', new Linear(rank, width));
  }

  /** `[B, N, D]` to the same shape. */
  forward(x: tf.Tensor): tf.Tensor {
    const attended = x.add(this.#attention.forward(this.#norm1.forward(x), EVAL));
    const widened = gelu(this.#widen.forward(this.#norm2.forward(attended)));
    const passed = attended.add(this.#narrow.forward(widened));
    return passed.add(this.#up.forward(gelu(this.#down.forward(passed))));
  }
}

class Blocks extends Module {
  readonly #blocks: readonly Block[];

  constructor(depth: number, width: number, heads: number, rank: number) {
    super();
    const blocks = Array.from({ length: depth }, () => new Block(width, heads, rank));
    this.#blocks = this.childList('blocks', blocks);
  }

  forward(x: tf.Tensor): tf.Tensor {
    return this.#blocks.reduce((tokens, block) => block.forward(tokens), x);
  }
}

function prepare(sizes: Sizes): Prepared {
  const { depth = 1, width = 1, heads = 1, rank = 1, frames = 1, tokens = 1 } = sizes;
  const model = new Blocks(depth, width, heads, rank);
  for (const [name, parameter] of model.namedParameters()) parameter.set(fill(name, parameter.shape));
  model.setTrainable(false, (name) => !name.includes('adapter'));
  const adapters = model.trainableParameters();
  const optimizer = new Adam(adapters);
  const x = signal('x', [frames, tokens, width]);
  const train = compile((input: tf.Tensor) => {
    const loss = () => ({ total: model.forward(input).square().mean() });
    const { value, gradients } = valueAndGradients(loss, adapters);
    optimizer.apply(gradients, tf.scalar(LEARNING_RATE));
    return value.total;
  });
  const losses: number[] = [];
  return {
    step: async () => {
      const loss = await train(x);
      losses.push((await loss.data())[0] ?? Number.NaN);
      loss.dispose();
    },
    sample: async () => [losses.slice(0, 2)],
  };
}

export const BLOCKS: BenchCase = {
  id: 'blocks',
  about: '18 frozen transformer blocks, each with a rank-96 adapter: forward, backward, Adam',
  sizes: {
    full: { depth: 18, width: 768, heads: 24, rank: 96, frames: 10, tokens: 144 },
    tiny: { depth: 2, width: 16, heads: 2, rank: 4, frames: 2, tokens: 6 },
  },
  prepare,
};
