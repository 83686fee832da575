// Log-spaced continuous position bias: a small MLP turns the offset between two
// tokens of a window into one bias per head (spec: encoder-swin-v2 section 3).
// It does not depend on the input, so it is constant while its weights are frozen.
import { Linear, Module, relativePositionIndex, truncatedNormal, zeros } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { Constant } from './constant.ts';

const HIDDEN = 512;
const STRENGTH = 16;

/** Offsets inside a window of `edge` x `edge` tokens. One instance serves all blocks of a stage. */
export class RelativePositions {
  readonly edge: number;
  readonly #coordinates: Constant;
  readonly #index: Constant;

  /** `pretrainedEdge` is the window edge that the weights were trained with, 0 for the same one. */
  constructor(edge: number, pretrainedEdge = 0) {
    const span = 2 * edge - 1;
    this.edge = edge;
    this.#coordinates = new Constant(() =>
      tf.tensor2d(logCoordinates(edge, pretrainedEdge), [span * span, 2]),
    );
    this.#index = new Constant(() => tf.tensor1d(relativePositionIndex(edge), 'int32'));
  }

  /** `[(2*edge - 1)^2, 2]`: row and column offset of each table entry, log-spaced. */
  get coordinates(): tf.Tensor {
    return this.#coordinates.value;
  }

  /** `[N * N]`, int32: the table entry of each pair of tokens. */
  get index(): tf.Tensor {
    return this.#index.value;
  }

  dispose(): void {
    this.#coordinates.dispose();
    this.#index.dispose();
  }
}

export class PositionBias extends Module {
  readonly positions: RelativePositions;
  readonly #heads: number;
  readonly #hidden: Linear;
  readonly #output: Linear;

  constructor(heads: number, positions: RelativePositions) {
    super();
    this.#heads = heads;
    this.positions = positions;
    const weightInit = truncatedNormal(0.02);
    this.#hidden = this.child('0', new Linear(2, HIDDEN, { weightInit, biasInit: zeros }));
    this.#output = this.child('2', new Linear(HIDDEN, heads, { weightInit, bias: false }));
  }

  /** `[(2*edge - 1)^2, heads]`: the bias of every offset, between 0 and 16. */
  table(): tf.Tensor {
    const hidden = this.#hidden.forward(this.positions.coordinates).relu();
    return this.#output.forward(hidden).sigmoid().mul(STRENGTH);
  }

  /** `[heads, N, N]`: the bias of every pair of tokens. */
  forward(): tf.Tensor {
    const tokens = this.positions.edge ** 2;
    return tf
      .gather(this.table(), this.positions.index as tf.Tensor1D)
      .transpose([1, 0])
      .reshape([this.#heads, tokens, tokens]);
  }
}

function logCoordinates(edge: number, pretrainedEdge: number): Float32Array {
  const span = 2 * edge - 1;
  // A window of one token has the offset 0 alone, which any divisor maps to 0.
  const furthest = Math.max(1, (pretrainedEdge > 0 ? pretrainedEdge : edge) - 1);
  const coordinate = (place: number): number => {
    const offset = (8 * (place - edge + 1)) / furthest;
    return (Math.sign(offset) * Math.log2(Math.abs(offset) + 1)) / 3;
  };
  return Float32Array.from({ length: 2 * span * span }, (_, i) => {
    const entry = Math.floor(i / 2);
    return coordinate(i % 2 === 0 ? Math.floor(entry / span) : entry % span);
  });
}
