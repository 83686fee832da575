// The feature fusion blocks of the decoder (spec: task-avs section 3.7): from coarse to fine, a map joins what came
// from the coarser ones, and the result is enlarged.
import { Conv2d, type Interpolation, Module, resizeGrid } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

const ALIGNED: Interpolation = { kind: 'bilinear', alignCorners: true };

/** Two convolutions with a skip. */
export class ResidualUnit extends Module {
  readonly #conv1: Conv2d;
  readonly #conv2: Conv2d;

  constructor(dim: number) {
    super();
    this.#conv1 = this.child('conv1', new Conv2d(dim, dim));
    this.#conv2 = this.child('conv2', new Conv2d(dim, dim));
  }

  /** `[B, H, W, C]` to the same shape. What is skipped is `relu(x)`, not `x`, as published. */
  forward(x: tf.Tensor): tf.Tensor {
    const positive = x.relu();
    return this.#conv2.forward(this.#conv1.forward(positive).relu()).add(positive);
  }
}

export class FusionBlock extends Module {
  readonly #lateral: ResidualUnit;
  readonly #joint: ResidualUnit;

  constructor(dim: number) {
    super();
    this.#lateral = this.child('resConfUnit1', new ResidualUnit(dim));
    this.#joint = this.child('resConfUnit2', new ResidualUnit(dim));
  }

  /** What came from coarser maps and, but for the coarsest, the next map, both `[B, H, W, C]`, to `[B, 2H, 2W, C]`. */
  forward(coarse: tf.Tensor, map?: tf.Tensor): tf.Tensor {
    const sum = map === undefined ? coarse : coarse.add(this.#lateral.forward(map));
    return enlarge(this.#joint.forward(sum), ALIGNED);
  }
}

/** `[B, H, W, C]` to `[B, 2H, 2W, C]` */
export function enlarge(x: tf.Tensor, interpolation: Interpolation): tf.Tensor {
  const [, height = 1, width = 1] = x.shape;
  return resizeGrid(x, 2 * height, 2 * width, interpolation);
}
