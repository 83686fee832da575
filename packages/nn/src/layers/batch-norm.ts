// Batch normalization over the last axis as channel: batch statistics and a
// running update while training, running statistics otherwise.
import * as tf from '@tensorflow/tfjs';
import type { Context } from '../context.ts';
import { NnError } from '../errors.ts';
import { type Initializer, ones, zeros } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';

export interface BatchNormOptions {
  /** Default 1e-5. */
  readonly epsilon?: number;
  /** Weight of the new batch in the running statistics; default 0.1. */
  readonly momentum?: number;
  /** Default ones. */
  readonly weightInit?: Initializer;
}

export class BatchNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly runningMean: Parameter;
  readonly runningVariance: Parameter;
  readonly batchesTracked: Parameter;
  readonly #epsilon: number;
  readonly #momentum: number;

  constructor(channels: number, options: BatchNormOptions = {}) {
    super();
    this.#epsilon = options.epsilon ?? 1e-5;
    this.#momentum = options.momentum ?? 0.1;
    this.weight = this.parameter('weight', [channels], { init: options.weightInit ?? ones });
    this.bias = this.parameter('bias', [channels], { init: zeros });
    this.runningMean = this.buffer('running_mean', [channels], { init: zeros });
    this.runningVariance = this.buffer('running_var', [channels], { init: ones });
    this.batchesTracked = this.buffer('num_batches_tracked', [], {
      init: () => new Int32Array(1),
      dtype: 'int32',
    });
  }

  /** `[..., C]` to `[..., C]`; statistics run over all axes but the last. */
  forward(x: tf.Tensor, context: Context): tf.Tensor {
    if (!context.training) return this.#normalize(x, this.runningMean.value, this.runningVariance.value);
    const mean = meanOfRows(x);
    const centred = x.sub(mean);
    const variance = meanOfRows(centred.square());
    this.#track(x.size / this.weight.size, mean, variance);
    const inverseDeviation = variance.add(this.#epsilon).rsqrt();
    return scaleCentred(x, this.weight.value, this.bias.value, { centred, inverseDeviation });
  }

  #normalize(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): tf.Tensor {
    return x.sub(mean).mul(variance.add(this.#epsilon).rsqrt()).mul(this.weight.value).add(this.bias.value);
  }

  /** The running variance takes the unbiased estimate, as PyTorch's does. */
  #track(count: number, mean: tf.Tensor, variance: tf.Tensor): void {
    if (count < 2) {
      throw new NnError(
        'BAD_SHAPE',
        `batch normalization while training needs more than one value per channel but got ${count}; use larger batches or drop the last one`,
      );
    }
    const shape = [this.weight.size];
    const blend = (old: Parameter, fresh: tf.Tensor): void =>
      old.assign(old.value.mul(1 - this.#momentum).add(fresh.reshape(shape).mul(this.#momentum)));
    blend(this.runningMean, mean);
    blend(this.runningVariance, variance.mul(count / (count - 1)));
    this.batchesTracked.assign(tf.add(this.batchesTracked.value, tf.scalar(1, 'int32')));
  }
}

/** What the rows of `x [..., C]` say about themselves: `centred [..., C]`, and `inverseDeviation` with one row. */
interface RowStatistics {
  readonly centred: tf.Tensor;
  readonly inverseDeviation: tf.Tensor;
}

/**
 * `weight * centred * inverseDeviation + bias` with the gradient to `x` that also goes through its statistics, written
 * by hand: six passes over `[..., C]`, where the derived one takes twice as many.
 */
function scaleCentred(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  { centred, inverseDeviation }: RowStatistics,
): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [, gamma, beta, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const scale = inverseDeviation.mul(gamma);
    save([centred, inverseDeviation, scale]);
    const value = centred.mul(scale).add(beta);
    return { value, gradFunc: (dy, saved) => gradient(dy as tf.Tensor, saved as Saved) };
  });
  return operation(x, weight, bias);
}

/** The centred rows, their inverse deviation, and its product with the weight. */
type Saved = [tf.Tensor, tf.Tensor, tf.Tensor];

function gradient(dy: tf.Tensor, [centred, inverseDeviation, scale]: Saved): tf.Tensor[] {
  const rows = Array.from({ length: dy.rank - 1 }, (_, axis) => axis);
  const dBias = dy.sum(rows);
  const alongCentred = dy.mul(centred).sum(rows);
  const count = dy.size / dBias.size;
  const slope = alongCentred.mul(inverseDeviation.square()).div(count);
  const dx = dy.sub(dBias.div(count)).sub(centred.mul(slope)).mul(scale);
  return [dx, alongCentred.mul(inverseDeviation).reshape(dBias.shape), dBias];
}

/** Mean over all axes but the last, kept with length 1. Axis by axis: one sum over thousands of values rounds worse. */
function meanOfRows(x: tf.Tensor): tf.Tensor {
  let mean = x;
  for (let axis = x.rank - 2; axis >= 0; axis--) mean = mean.mean(axis, true);
  return mean;
}
