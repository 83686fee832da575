// Patches as matrix products: non-overlapping convolution (kernel = stride) and
// the four-neighbour gather before a patch-merging projection.
import * as tf from '@tensorflow/tfjs';
import { biasUniform, fanInUniform } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import { linear } from './linear.ts';
import type { Grid } from './windows.ts';

/** Convolution whose stride equals its kernel, `weight [D, C, patch, patch]` as PyTorch stores it. */
export class PatchProjection extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #patch: number;

  constructor(channels: number, dim: number, patch: number) {
    super();
    this.#patch = patch;
    this.weight = this.parameter('weight', [dim, channels, patch, patch], { init: fanInUniform });
    this.bias = this.parameter('bias', [dim], { init: biasUniform(channels * patch * patch) });
  }

  /** Image `[B, H, W, C]` to tokens `[B, (H/patch)*(W/patch), D]`, row-major. */
  forward(image: tf.Tensor): tf.Tensor {
    const [batch = 1, height = 1, width = 1, channels = 1] = image.shape;
    const patch = this.#patch;
    const rows = height / patch;
    const columns = width / patch;
    const patches = image
      .reshape([batch, rows, patch, columns, patch, channels])
      .transpose([0, 1, 3, 5, 2, 4])
      .reshape([batch, rows * columns, channels * patch * patch]);
    const weight = this.weight.value.reshape([this.weight.shape[0] ?? 1, channels * patch * patch]);
    return linear(patches, weight, this.bias.value);
  }
}

/**
 * Joins each 2x2 neighbourhood of tokens: `[B, H*W, C]` to `[B, H*W/4, 4C]`, channel blocks in the order
 * (even row, even column), (odd, even), (even, odd), (odd, odd).
 */
export function gatherNeighbours(x: tf.Tensor, grid: Grid): tf.Tensor {
  const [batch = 1, , channels = 1] = x.shape;
  const rows = grid.height / 2;
  const columns = grid.width / 2;
  return tf
    .reshape(x, [batch, rows, 2, columns, 2, channels])
    .transpose([0, 1, 3, 4, 2, 5])
    .reshape([batch, rows * columns, 4 * channels]);
}
