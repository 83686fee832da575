// Convolutions over channels-last grids with stride 1, whose output has the input's size; weights as PyTorch
// stores them.
import * as tf from '@tensorflow/tfjs';
import { biasUniform, fanInUniform, type Initializer } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import { linear } from './linear.ts';

export interface Conv2dOptions {
  /** Edge of the kernel; odd, default 3. */
  readonly kernel?: number;
  /** Distance between neighbouring taps; default 1. */
  readonly dilation?: number;
  readonly weightInit?: Initializer;
}

export class Conv2d extends Module {
  /** `[out, in, kernel, kernel]` */
  readonly weight: Parameter;
  /** `[out]` */
  readonly bias: Parameter;
  readonly #kernel: number;
  readonly #dilation: number;

  constructor(inputs: number, outputs: number, options: Conv2dOptions = {}) {
    super();
    const { kernel = 3, dilation = 1, weightInit = fanInUniform } = options;
    this.#kernel = kernel;
    this.#dilation = dilation;
    this.weight = this.parameter('weight', [outputs, inputs, kernel, kernel], { init: weightInit });
    this.bias = this.parameter('bias', [outputs], { init: biasUniform(inputs * kernel * kernel) });
  }

  /** `[B, H, W, in]` to `[B, H, W, out]`; what lies outside of the grid is zero. */
  forward(x: tf.Tensor): tf.Tensor {
    return (this.#dilation === 1 ? this.#convolve(x) : this.#sumOfTaps(x)).add(this.bias.value);
  }

  #convolve(x: tf.Tensor): tf.Tensor {
    const filter = this.weight.value.transpose([2, 3, 1, 0]);
    return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  }

  /** A product with the shifted grid for every tap, since tfjs has no gradient for dilated convolutions. */
  #sumOfTaps(x: tf.Tensor): tf.Tensor {
    const [batch = 1, height = 1, width = 1, inputs = 1] = x.shape;
    const outputs = this.bias.size;
    const border = (this.#dilation * (this.#kernel - 1)) / 2;
    const edges: [number, number] = [border, border];
    const padded = x.pad([[0, 0], edges, edges, [0, 0]]);
    const taps = Array.from({ length: this.#kernel ** 2 }, (_, tap) => {
      const [row, column] = [Math.floor(tap / this.#kernel), tap % this.#kernel];
      const start = [0, row * this.#dilation, column * this.#dilation, 0];
      const weight = this.weight.value.slice([0, 0, row, column], [outputs, inputs, 1, 1]);
      return linear(padded.slice(start, [batch, height, width, inputs]), weight.reshape([outputs, inputs]));
    });
    return tf.addN(taps);
  }
}

/** A convolution of one tap: the same linear map at every point of a grid with `axes` axes, as stored by PyTorch. */
export class PointwiseConv extends Module {
  /** `[out, in, 1, ..., 1]` */
  readonly weight: Parameter;
  /** `[out]` */
  readonly bias: Parameter;

  constructor(inputs: number, outputs: number, axes: 1 | 2 | 3) {
    super();
    const ones = new Array<number>(axes).fill(1);
    this.weight = this.parameter('weight', [outputs, inputs, ...ones], { init: fanInUniform });
    this.bias = this.parameter('bias', [outputs], { init: biasUniform(inputs) });
  }

  /** `[..., in]` to `[..., out]` */
  forward(x: tf.Tensor): tf.Tensor {
    const [outputs = 1, inputs = 1] = this.weight.shape;
    return linear(x, this.weight.value.reshape([outputs, inputs]), this.bias.value);
  }
}
