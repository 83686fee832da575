// The contract of a task: from what the encoders give to outputs, losses, a
// metric and answers. A head knows neither encoders nor files.
import { type Context, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { HostArrays } from './host-arrays.ts';

/** What the encoders give most heads: one vector per segment and modality. */
export interface DualFeatures {
  /** `[B*T, Dv]` */
  readonly visual: tf.Tensor;
  /** `[B*T, Da]` */
  readonly audio: tf.Tensor;
}

/** Named tensors, clip first. */
export type Outputs = Readonly<Record<string, tf.Tensor>>;
export type Targets = Readonly<Record<string, tf.Tensor>>;
/** Named scalar terms; the training loss is their sum. */
export type Losses = Readonly<Record<string, tf.Scalar>>;

/** Collects batches of outputs and targets into numbers. */
export interface MetricAccumulator {
  add(outputs: HostArrays, targets: HostArrays): void;
  /** All numbers by name. */
  result(): Readonly<Record<string, number>>;
}

/** `Features` is what the head reads: pooled vectors, or tokens, maps and questions where a task needs them. */
export abstract class TaskHead<Prediction = unknown, Features = DualFeatures> extends Module {
  /** Short name, as a configuration file says it: `ave`. */
  abstract readonly name: string;
  /** The number of `metric().result()` that chooses the best checkpoint; larger is better. */
  abstract readonly score: string;

  /** TensorFlow.js operations only, without reading values, so that it can be traced. */
  abstract forward(features: Features, context: Context): Outputs;
  abstract loss(outputs: Outputs, targets: Targets): Losses;
  abstract metric(): MetricAccumulator;
  /** One plain JSON value for each clip. */
  abstract decode(outputs: HostArrays): Prediction[];

  /** Whether a trainable parameter only sits in the checkpoint and never gets a gradient. */
  isUnused(_name: string): boolean {
    return false;
  }
}
