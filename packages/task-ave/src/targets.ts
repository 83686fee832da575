// From the label of every segment to what the losses compare with (spec:
// task-ave section 3). A label is a class index, or the number of classes for
// background.
import * as tf from '@tensorflow/tfjs';

/** One where a segment is no background: `[B, T]` int32 to `[B, T]` float32. */
export function foregroundOf(segments: tf.Tensor, classes: number): tf.Tensor {
  return segments.less(tf.scalar(classes, 'int32')).cast('float32');
}

/** How the class of a whole clip follows from its segments. */
export type ClipClass = 'largest-index' | 'longest-event';

/** The largest class index among a clip's foreground segments, 0 for a clip of background alone: `[B]` int32. */
export function largestIndexOf(segments: tf.Tensor, classes: number): tf.Tensor {
  const foreground = segments.less(tf.scalar(classes, 'int32'));
  return tf.where(foreground, segments, tf.zerosLike(segments)).max(1);
}

/** The class with most segments, the lowest of several, or `classes` for a clip of background alone: `[B]` int32. */
export function longestEventOf(segments: tf.Tensor, classes: number): tf.Tensor {
  const isClass = segments.expandDims(2).equal(tf.range(0, classes, 1, 'int32'));
  const counts = isClass.cast('int32').sum(1);
  const hasEvent = counts.max(1).greater(tf.scalar(0, 'int32'));
  return tf.where(hasEvent, counts.argMax(1), tf.scalar(classes, 'int32'));
}
