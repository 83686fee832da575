// Encoders see every segment by itself; heads see clips.
import type * as tf from '@tensorflow/tfjs';
import { TaskError } from './errors.ts';

/** `[B*T, ...]` to `[B, T, ...]`. Throws `BAD_INPUT` where that makes no whole clips. */
export function byClip(x: tf.Tensor, segments: number): tf.Tensor {
  const [count = 0, ...rest] = x.shape;
  if (count % segments === 0) return x.reshape([count / segments, segments, ...rest]);
  throw new TaskError(
    'BAD_INPUT',
    `${count} segments do not make whole clips of ${segments} segments; pass all segments of every clip`,
  );
}
