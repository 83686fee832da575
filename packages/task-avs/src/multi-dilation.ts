// The multi-dilation layer of AVSBench (spec: task-avs section 3.9): one grid seen by convolutions of four reaches.
// DG-SCT's checkpoints hold four of them, which nothing calls.
import { Conv2d, Module, truncatedNormal } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

const DILATIONS = [3, 6, 12, 18] as const;

export class MultiDilation extends Module {
  readonly #convolutions: readonly Conv2d[];

  constructor(inputs: number, outputs: number, dilations: readonly number[] = DILATIONS) {
    super();
    const weightInit = truncatedNormal(0.01);
    this.#convolutions = this.childList(
      'conv2d_list',
      dilations.map((dilation) => new Conv2d(inputs, outputs, { dilation, weightInit })),
    );
  }

  /** `[B, H, W, in]` to `[B, H, W, out]` */
  forward(x: tf.Tensor): tf.Tensor {
    return tf.addN(this.#convolutions.map((convolution) => convolution.forward(x)));
  }
}
