// What the outputs say about each segment, on host arrays: an event of one class
// where the event logit is positive, background elsewhere.
import { type HostArrays, hostArray, indexOfLargest, row } from '@dg-sct/task';

/** Class index of every segment of every clip; `classes` means background. */
export function predictedSegments(outputs: HostArrays): number[][] {
  const isEvent = hostArray(outputs, 'isEvent');
  const [clips = 0, segments = 0] = isEvent.shape;
  return Array.from({ length: clips }, (_, clip) => {
    const scores = row(outputs, 'eventScores', clip);
    const event = indexOfLargest(scores);
    const logits = isEvent.data.subarray(clip * segments, (clip + 1) * segments);
    return Array.from(logits, (logit) => (logit > 0 ? event : scores.length));
  });
}
