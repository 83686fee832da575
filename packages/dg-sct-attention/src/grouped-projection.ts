// A grouped 1x1 convolution without bias over channels-last tokens. The groups'
// matrices are laid out as one block-diagonal matrix: a single product over all
// tokens costs less than cutting and rejoining the channels around several.
import { fanInUniform, linear, Module, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { AttentionError } from './errors.ts';

export class GroupedProjection extends Module {
  /** `[out, in/groups, 1, 1]` */
  readonly weight: Parameter;
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #groups: number;

  constructor(inputs: number, outputs: number, groups: number) {
    super();
    if (inputs % groups !== 0 || outputs % groups !== 0) {
      throw new AttentionError(
        'BAD_OPTION',
        `a projection from ${inputs} to ${outputs} channels cannot be split into ${groups} groups; ` +
          'choose the groups and the reduction so that the group count divides both',
      );
    }
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#groups = groups;
    this.weight = this.parameter('weight', [outputs, inputs / groups, 1, 1], { init: fanInUniform });
  }

  /** `[..., in]` to `[..., out]`; block j of the inputs feeds block j of the outputs. */
  forward(x: tf.Tensor): tf.Tensor {
    const blocks = this.weight.value.reshape([this.#outputs, this.#inputs / this.#groups]);
    return linear(x, this.#groups === 1 ? blocks : this.#blockDiagonal(blocks));
  }

  #blockDiagonal(blocks: tf.Tensor): tf.Tensor {
    const repeated = tf.concat(new Array<tf.Tensor>(this.#groups).fill(blocks), 1);
    return repeated.mul(tf.tensor2d(this.#mask(), [this.#outputs, this.#inputs]));
  }

  /** One inside the diagonal blocks, zero outside. */
  #mask(): Float32Array {
    const rows = this.#outputs / this.#groups;
    const columns = this.#inputs / this.#groups;
    return Float32Array.from({ length: this.#outputs * this.#inputs }, (_, index) => {
      const row = Math.floor(index / this.#inputs);
      return Math.floor(row / rows) === Math.floor((index % this.#inputs) / columns) ? 1 : 0;
    });
  }
}
