// From the label of every segment to what the losses compare with (spec:
// task-ave section 3). A label is a class index, or the number of classes for
// background.
import * as tf from '@tensorflow/tfjs';

/** One where a segment is no background: `[B, T]` int32 to `[B, T]` float32. */
export function foregroundOf(segments: tf.Tensor, classes: number): tf.Tensor {
  return segments.less(tf.scalar(classes, 'int32')).cast('float32');
}

/** The largest class index among a clip's foreground segments, 0 for a clip of background alone: `[B]` int32. */
export function clipClassOf(segments: tf.Tensor, classes: number): tf.Tensor {
  const foreground = segments.less(tf.scalar(classes, 'int32'));
  return tf.where(foreground, segments, tf.zerosLike(segments)).max(1);
}
