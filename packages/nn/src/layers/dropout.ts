// Dropout of single values, and stochastic depth (drop-path) of whole samples.
import type * as tf from '@tensorflow/tfjs';
import type { Context } from '../context.ts';
import { NnError } from '../errors.ts';

function streamOf(context: Context): NonNullable<Context['random']> {
  if (context.random === undefined) {
    throw new NnError(
      'BAD_ARGUMENT',
      'dropout while training needs a random stream in the context; pass { training: true, random }',
    );
  }
  return context.random;
}

function keep(x: tf.Tensor, noiseShape: readonly number[], rate: number, context: Context): tf.Tensor {
  const survives = streamOf(context).uniform(noiseShape).greaterEqual(rate).cast('float32');
  return x.mul(survives.mul(1 / (1 - rate)));
}

/** Sets each value to zero with probability `rate` while training; survivors are divided by 1 - rate. */
export function dropout(x: tf.Tensor, rate: number, context: Context): tf.Tensor {
  return context.training && rate > 0 ? keep(x, x.shape, rate, context) : x;
}

/** Sets whole samples (first axis) to zero with probability `rate` while training; survivors are divided by 1 - rate. */
export function dropPath(x: tf.Tensor, rate: number, context: Context): tf.Tensor {
  if (!context.training || rate <= 0) return x;
  return keep(
    x,
    x.shape.map((size, axis) => (axis === 0 ? size : 1)),
    rate,
    context,
  );
}
