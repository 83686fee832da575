// Embedding: a learned row for every index of a vocabulary.
import type * as tf from '@tensorflow/tfjs';
import { normal } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';

export class Embedding extends Module {
  /** `[count, D]` */
  readonly weight: Parameter;

  constructor(count: number, width: number) {
    super();
    this.weight = this.parameter('weight', [count, width], { init: normal(1) });
  }

  /** Indices (int32) of any shape `[...]` to `[..., D]`; they must lie in 0..count-1. */
  forward(indices: tf.Tensor): tf.Tensor {
    return this.weight.value.gather(indices as tf.Tensor1D);
  }
}
