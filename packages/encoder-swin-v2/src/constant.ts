// A tensor that is computed from the configuration alone: made on first use,
// kept, shared by all that need it, and part of no state dict.
import * as tf from '@tensorflow/tfjs';

export class Constant {
  readonly #make: () => tf.Tensor;
  #tensor: tf.Tensor | undefined;

  constructor(make: () => tf.Tensor) {
    this.#make = make;
  }

  get value(): tf.Tensor {
    this.#tensor ??= tf.keep(this.#make());
    return this.#tensor;
  }

  dispose(): void {
    this.#tensor?.dispose();
    this.#tensor = undefined;
  }
}
