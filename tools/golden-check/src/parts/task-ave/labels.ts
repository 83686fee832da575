// Labels of AVE as goldens write them: one event class for a run of whole seconds of each video.
import { list, number, object } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';

/** Event classes of the published data set, for configs that do not say. */
export const AVE_CLASSES = 28;

/** Names that nobody reads. */
export const classNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `class ${i}`);

/** Class index of every segment, `classes` for background, `[B, T]` int32. */
export function segmentsOf(labels: unknown, segments: number, classes: number): tf.Tensor {
  const videos = list(labels, 'labels').map((label) => {
    const { cls, start, end } = object(label, 'a label');
    const [event, from, to] = [number(cls, 'cls'), number(start, 'start'), number(end, 'end')];
    return Array.from({ length: segments }, (_, t) => (from <= t && t < to ? event : classes));
  });
  return tf.tensor2d(videos, [videos.length, segments], 'int32');
}
