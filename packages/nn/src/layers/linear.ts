// Linear: y = x W^T + b over the last axis.
import * as tf from '@tensorflow/tfjs';
import { biasUniform, fanInUniform, type Initializer } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';

export interface LinearOptions {
  /** Default true. */
  readonly bias?: boolean;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
}

/** `x [..., in] @ weight^T [in, out] + bias [out]`, for any number of leading axes. */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const leading = x.shape.slice(0, -1);
  const flat = x.reshape([-1, x.shape[x.rank - 1] ?? 1]);
  const product = tf.matMul(flat as tf.Tensor2D, weight as tf.Tensor2D, false, true);
  const shifted = bias === undefined ? product : product.add(bias);
  return shifted.reshape([...leading, weight.shape[0] ?? 1]);
}

export class Linear extends Module {
  /** `[out, in]` */
  readonly weight: Parameter;
  /** `[out]` */
  readonly bias: Parameter | undefined;

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super();
    this.weight = this.parameter('weight', [outputs, inputs], { init: options.weightInit ?? fanInUniform });
    if (options.bias ?? true) {
      this.bias = this.parameter('bias', [outputs], { init: options.biasInit ?? biasUniform(inputs) });
    }
  }

  /** `[..., in]` to `[..., out]` */
  forward(x: tf.Tensor): tf.Tensor {
    return linear(x, this.weight.value, this.bias?.value);
  }
}
