// Mel filter bank and decibels in the graph, with the filters as a stored
// matrix (spec: encoder-htsat section 2).
import { Module, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import type { LogMelConfig } from '../log-mel/config.ts';
import { MEL_FLOOR } from '../log-mel/extractor.ts';
import { melFilters } from '../log-mel/mel-filters.ts';

export class LogMel extends Module {
  /** `[F, M]`, frozen unless set trainable. */
  readonly filters: Parameter;

  constructor(config: LogMelConfig) {
    super();
    const shape = [config.fftSize / 2 + 1, config.melBins];
    this.filters = this.parameter('melW', shape, { init: () => melFilters(config) });
    this.setTrainable(false);
  }

  /** Power `[B, T, F]` to decibels `[B, T, M]`; silence is -100, without gradient. */
  forward(power: tf.Tensor): tf.Tensor {
    const [batch = 1, frames = 1, bins = 1] = power.shape;
    const mel = tf.matMul(power.reshape([batch * frames, bins]), this.filters.value);
    const decibels = mel
      .maximum(MEL_FLOOR)
      .log()
      .mul(10 / Math.LN10);
    return decibels.reshape([batch, frames, -1]);
  }
}
