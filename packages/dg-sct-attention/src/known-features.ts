// In the place of a frozen encoder whose features are known already: a head then
// trains on them without computing them again in every step.
import { Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { BlockwiseEncoder } from './blockwise-encoder.ts';

/** Takes features `[B, N, width]`, such as an encoder's `readout` gave, and gives them as they are. There is no stage to stand a layer in. */
export class KnownFeatures extends Module implements BlockwiseEncoder {
  readonly stages = [];
  readonly width: number;

  constructor(width: number) {
    super();
    this.width = width;
  }

  embed(features: tf.Tensor): tf.Tensor {
    return features;
  }

  readout(features: tf.Tensor): tf.Tensor {
    return features;
  }
}
