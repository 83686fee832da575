// How the tokens of a grid fall into shifted windows, as one permutation: rolling
// and cutting into windows is one gather, going back is the gather of the inverse,
// and each is the gradient of the other.
import { type Grid, shiftMask } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { Constant } from './constant.ts';

export class WindowLayout {
  /** Tokens of one window. */
  readonly tokens: number;
  /** Windows of one image. */
  readonly windows: number;
  readonly #grid: Grid;
  readonly #edge: number;
  readonly #shift: number;
  readonly #order: Constant;
  readonly #inverse: Constant;

  /** `edge` divides both sides of the grid; `shift` is how far rows and columns roll up and left. */
  constructor(grid: Grid, edge: number, shift: number) {
    this.tokens = edge * edge;
    this.windows = (grid.height * grid.width) / this.tokens;
    this.#grid = grid;
    this.#edge = edge;
    this.#shift = shift;
    this.#order = new Constant(() => tf.tensor1d(windowOrder(grid, edge, shift), 'int32'));
    this.#inverse = new Constant(() => tf.tensor1d(inverse(windowOrder(grid, edge, shift)), 'int32'));
  }

  /** The tokens of a window are not all neighbours, so attention needs `mask()`. */
  get shifted(): boolean {
    return this.#shift > 0;
  }

  /** `[windows, N, N]`: -100 between tokens that are no neighbours in the image, else 0. */
  mask(): Float32Array {
    return shiftMask(this.#grid, this.#edge, this.#shift);
  }

  /** `[B, H*W, C]` to `[B * windows, N, C]`: batch-major, then window row and column; tokens of a window row-major. */
  toWindows(x: tf.Tensor): tf.Tensor {
    const [batch = 1, , channels = 1] = x.shape;
    return this.#permute(x, this.#order, this.#inverse).reshape([
      batch * this.windows,
      this.tokens,
      channels,
    ]);
  }

  /** `[B * windows, N, C]` to `[B, H*W, C]`, row-major and rolled back. */
  fromWindows(windows: tf.Tensor): tf.Tensor {
    const [count = 1, tokens = 1, channels = 1] = windows.shape;
    const x = windows.reshape([count / this.windows, this.windows * tokens, channels]);
    return this.#permute(x, this.#inverse, this.#order);
  }

  #permute(x: tf.Tensor, order: Constant, back: Constant): tf.Tensor {
    if (this.windows === 1 && !this.shifted) return x;
    return tf.customGrad((tokens) => ({
      value: tf.gather(tokens as tf.Tensor, order.value as tf.Tensor1D, 1),
      gradFunc: (dy) => tf.gather(dy as tf.Tensor, back.value as tf.Tensor1D, 1),
    }))(x);
  }

  dispose(): void {
    this.#order.dispose();
    this.#inverse.dispose();
  }
}

/** For each place in window order, the row-major index of the token that belongs there. */
function windowOrder(grid: Grid, edge: number, shift: number): Int32Array {
  const order = new Int32Array(grid.height * grid.width);
  const columns = grid.width / edge;
  for (let place = 0; place < order.length; place++) {
    const window = Math.floor(place / (edge * edge));
    const token = place % (edge * edge);
    const row = Math.floor(window / columns) * edge + Math.floor(token / edge) + shift;
    const column = (window % columns) * edge + (token % edge) + shift;
    order[place] = (row % grid.height) * grid.width + (column % grid.width);
  }
  return order;
}

function inverse(order: Int32Array): Int32Array {
  const back = new Int32Array(order.length);
  for (const [place, token] of order.entries()) back[token] = place;
  return back;
}
