// Maps and clips have their channels last in our packages and first in the reference.
import type * as tf from '@tensorflow/tfjs';

/** `[B, C, H, W]` to `[B, H, W, C]` */
export const channelsLast = (x: tf.Tensor): tf.Tensor => x.transpose([0, 2, 3, 1]);

/** `[B, H, W, C]` to `[B, C, H, W]` */
export const channelsFirst = (x: tf.Tensor): tf.Tensor => x.transpose([0, 3, 1, 2]);

/** `[B, C, T, H, W]` to `[B*T, H, W, C]` */
export function framesOf(clips: tf.Tensor): tf.Tensor {
  const [batch = 1, channels = 1, segments = 1, height = 1, width = 1] = clips.shape;
  return clips.transpose([0, 2, 3, 4, 1]).reshape([batch * segments, height, width, channels]);
}

/** `[B*T, H, W, C]` to `[B, C, T, H, W]` */
export function clipsOf(frames: tf.Tensor, segments: number): tf.Tensor {
  const [, height = 1, width = 1, channels = 1] = frames.shape;
  return frames.reshape([-1, segments, height, width, channels]).transpose([0, 4, 1, 2, 3]);
}
