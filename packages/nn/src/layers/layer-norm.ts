// Layer normalization over the last axis, with scale and shift.

import { layerNorm } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { type Initializer, ones, zeros } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';

export interface LayerNormOptions {
  /** Default 1e-5. */
  readonly epsilon?: number;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
}

export class LayerNorm extends Module {
  readonly width: number;
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #epsilon: number;

  constructor(width: number, options: LayerNormOptions = {}) {
    super();
    this.width = width;
    this.#epsilon = options.epsilon ?? 1e-5;
    this.weight = this.parameter('weight', [width], { init: options.weightInit ?? ones });
    this.bias = this.parameter('bias', [width], { init: options.biasInit ?? zeros });
  }

  /** `[..., D]` to `[..., D]` */
  forward(x: tf.Tensor): tf.Tensor {
    return layerNorm(x, this.weight.value, this.bias.value, this.#epsilon);
  }
}
