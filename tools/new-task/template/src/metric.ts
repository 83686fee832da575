// How many clips are told right.
import { Accuracy, type HostArrays, hostArray, type MetricAccumulator } from '@dg-sct/task';
import { answersOf } from './decode.ts';

export class TemplateMetric implements MetricAccumulator {
  readonly #accuracy = new Accuracy();

  /** One batch: output `logits [B, classes]`; target `classes [B]`. */
  add(outputs: HostArrays, targets: HostArrays): void {
    const answers = answersOf(outputs);
    const { data } = hostArray(targets, 'classes');
    this.#accuracy.addBatch(answers.filter((answer, clip) => answer === data[clip]).length, answers.length);
  }

  /** `accuracy`: percent of all clips. */
  result(): { readonly accuracy: number } {
    return { accuracy: this.#accuracy.exact };
  }
}
