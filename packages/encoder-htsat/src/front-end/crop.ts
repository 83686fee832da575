// Cutting frames out of a log-mel spectrogram that is longer than the image holds.
import type { RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

/** `frames` frames of `[B, T, M]` from `start`, the same for every sample. */
export function cropAt(x: tf.Tensor, start: number, frames: number): tf.Tensor {
  return x.slice([0, start, 0], [-1, frames, -1]);
}

/** `frames` frames of `[B, T, M]`, each sample's start uniform in [0, T - frames). */
export function cropAtRandom(x: tf.Tensor, frames: number, random: RandomStream): tf.Tensor {
  const [batch = 1, total = 1, melBins = 1] = x.shape;
  const start = random
    .uniform([batch, 1])
    .mul(total - frames)
    .floor();
  const firstRow = tf.range(0, batch).mul(total).expandDims(1);
  const rows = start.add(firstRow).add(tf.range(0, frames)).cast('int32');
  return tf.gather(x.reshape([batch * total, melBins]), rows.reshape([-1])).reshape([batch, frames, melBins]);
}
