// What every optimizer is: a module whose buffers are its state. So a traced
// training step keeps that state between calls, and a checkpoint saves and
// restores it like any module's (`namedParameters()` is its state dict).
import type * as tf from '@tensorflow/tfjs';
import { Module } from '../module.ts';

/** Named arrays, one for each parameter that the loss reaches. */
export type Gradients = ReadonlyMap<string, tf.Tensor>;

export abstract class Optimizer extends Module {
  /**
   * Adds one update to the computation. Parameters without a gradient keep their value and their state.
   * @param gradients by parameter name, each of its parameter's shape
   * @param learningRate scalar; an input of the step, so that a schedule changes it without a new trace
   */
  abstract apply(gradients: Gradients, learningRate: tf.Tensor): void;
}
