// Segment accuracy of AVE: background is a class like the others.
import { Accuracy, type HostArrays, hostArray, type MetricAccumulator } from '@dg-sct/task';
import { predictedSegments } from './answers.ts';

export class AveMetric implements MetricAccumulator {
  readonly #accuracy = new Accuracy();

  /** One batch: outputs `isEvent [B, T]`, `eventScores [B, classes]`; target `segments [B, T]`. */
  add(outputs: HostArrays, targets: HostArrays): void {
    const predicted = predictedSegments(outputs).flat();
    const { data } = hostArray(targets, 'segments');
    const correct = predicted.filter((event, i) => event === data[i]).length;
    this.#accuracy.addBatch(correct, predicted.length);
  }

  /** `accuracy`: mean of the batches' accuracies, as published; `segmentAccuracy`: over all segments. Percent. */
  result(): { readonly accuracy: number; readonly segmentAccuracy: number } {
    return { accuracy: this.#accuracy.batchMean, segmentAccuracy: this.#accuracy.exact };
  }
}
