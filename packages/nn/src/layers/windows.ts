// Shifted windows on a token grid: cutting, reassembling, rolling, the 0/-100
// mask of shifted windows and the relative position index (spec:
// encoder-swin-v2 section 3). Shared by every windowed encoder.
import * as tf from '@tensorflow/tfjs';

/** Rows and columns of a token grid. */
export interface Grid {
  readonly height: number;
  readonly width: number;
}

/** `[B, H*W, C]` to `[B * windows, edge*edge, C]`: windows batch-major, row-major inside the image and inside each window. */
export function partitionWindows(x: tf.Tensor, grid: Grid, edge: number): tf.Tensor {
  const [batch = 1, , channels = 1] = x.shape;
  const rows = grid.height / edge;
  const columns = grid.width / edge;
  if (rows === 1 && columns === 1) return x;
  return x
    .reshape([batch, rows, edge, columns, edge, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch * rows * columns, edge * edge, channels]);
}

/** Inverse of `partitionWindows`: `[B * windows, edge*edge, C]` to `[B, H*W, C]`. */
export function mergeWindows(windows: tf.Tensor, grid: Grid, edge: number): tf.Tensor {
  const [count = 1, , channels = 1] = windows.shape;
  const rows = grid.height / edge;
  const columns = grid.width / edge;
  if (rows === 1 && columns === 1) return windows;
  const batch = count / (rows * columns);
  return windows
    .reshape([batch, rows, columns, edge, edge, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, grid.height * grid.width, channels]);
}

/** Rolls a grid of tokens `[B, H*W, C]` up and left by `shift` (down and right where negative), cyclically. */
export function rollGrid(x: tf.Tensor, grid: Grid, shift: number): tf.Tensor {
  if (shift === 0) return x;
  const [batch = 1, tokens = 1, channels = 1] = x.shape;
  let image = x.reshape([batch, grid.height, grid.width, channels]);
  for (const axis of [1, 2]) image = rollAxis(image, axis, shift);
  return image.reshape([batch, tokens, channels]);
}

function rollAxis(x: tf.Tensor, axis: number, shift: number): tf.Tensor {
  const length = x.shape[axis] ?? 1;
  const start = ((shift % length) + length) % length;
  if (start === 0) return x;
  return tf.concat(tf.split(x, [start, length - start], axis).toReversed(), axis);
}

/** Additive attention mask of shifted windows, `[windows, N, N]`: -100 between tokens of different regions, else 0. */
export function shiftMask(grid: Grid, edge: number, shift: number): Float32Array {
  const region = (position: number, length: number): number =>
    position < length - edge ? 0 : position < length - shift ? 1 : 2;
  const tokens = edge * edge;
  const columns = grid.width / edge;
  const windows = (grid.height / edge) * columns;
  const mask = new Float32Array(windows * tokens * tokens);
  const labels = new Int32Array(tokens);
  for (let window = 0; window < windows; window++) {
    for (let token = 0; token < tokens; token++) {
      const row = Math.floor(window / columns) * edge + Math.floor(token / edge);
      const column = (window % columns) * edge + (token % edge);
      labels[token] = 3 * region(row, grid.height) + region(column, grid.width);
    }
    for (let p = 0; p < tokens; p++) {
      for (let q = 0; q < tokens; q++) {
        mask[(window * tokens + p) * tokens + q] = labels[p] === labels[q] ? 0 : -100;
      }
    }
  }
  return mask;
}

/** Row of the relative-position table for each pair of tokens of a window, `[N, N]`, over `(2*edge - 1)^2` rows. */
export function relativePositionIndex(edge: number): Int32Array {
  const tokens = edge * edge;
  const span = 2 * edge - 1;
  const index = new Int32Array(tokens * tokens);
  for (let p = 0; p < tokens; p++) {
    for (let q = 0; q < tokens; q++) {
      const rows = Math.floor(p / edge) - Math.floor(q / edge) + edge - 1;
      const columns = (p % edge) - (q % edge) + edge - 1;
      index[p * tokens + q] = rows * span + columns;
    }
  }
  return index;
}
