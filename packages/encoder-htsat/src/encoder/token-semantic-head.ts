// The token-semantic classifier: class activations over time from the folded
// token grid (spec: encoder-htsat section 3). DG-SCT itself never runs it.
import { biasUniform, fanIn, fanInUniform, type Grid, linear, Module, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { HtsatError } from '../errors.ts';

/** Steps of time that the convolution sees. */
const KERNEL = 3;

export class TokenSemanticHead extends Module {
  readonly #chunks: number;
  readonly #grid: Grid;
  readonly #weight: Parameter;
  readonly #bias: Parameter;

  /** @param chunks chunks of time stacked in the image */
  constructor(dim: number, classes: number, grid: Grid, chunks: number) {
    super();
    this.#chunks = chunks;
    this.#grid = grid;
    // Fewer rows than chunks leave an empty kernel: the model still encodes, and only this head is unusable.
    const shape = [classes, dim, Math.floor(grid.height / chunks), KERNEL];
    this.#weight = this.parameter('weight', shape, { init: fanInUniform });
    this.#bias = this.parameter('bias', [classes], { init: biasUniform(Math.max(1, fanIn(shape))) });
  }

  /** Tokens `[B, N, C]` to `[B, time, bands, C]`: chunks side by side again, time = chunks * columns. */
  unfold(tokens: tf.Tensor): tf.Tensor {
    const [batch = 1, , dim = 1] = tokens.shape;
    const { height, width } = this.#grid;
    const chunks = this.#chunks;
    if (height % chunks !== 0) {
      throw new HtsatError(
        'BAD_CONFIG',
        `the classifier needs rows of tokens that ${chunks} chunks of time divide, but the last stage has ${height}; use more mel bins or a larger specSize`,
      );
    }
    return tokens
      .reshape([batch, chunks, height / chunks, width, dim])
      .transpose([0, 1, 3, 2, 4])
      .reshape([batch, chunks * width, height / chunks, dim]);
  }

  /** Normalised tokens `[B, N, C]` to class activations `[B, time, K]`, one per step of time. */
  forward(tokens: tf.Tensor): tf.Tensor {
    const map = this.unfold(tokens);
    const [batch = 1, time = 1, bands = 1, dim = 1] = map.shape;
    const padded = map.reshape([batch, time, bands * dim]).pad([
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
    const neighbourhoods = tf.concat(
      Array.from({ length: KERNEL }, (_, k) => padded.slice([0, k, 0], [-1, time, -1])),
      2,
    );
    const weight = this.#weight.value.transpose([0, 3, 2, 1]).reshape([-1, KERNEL * bands * dim]);
    return linear(neighbourhoods, weight, this.#bias.value);
  }
}
