// Outputs to answers that a person or a program can read.
import { type HostArrays, hostArray, row, softmax } from '@dg-sct/task';

export interface TemplatePrediction {
  /** Name of the clip's class. */
  readonly class: string;
  /** Its probability, in [0, 1]. */
  readonly confidence: number;
}

/** One answer for each clip. @param classes names in the order of their index */
export function decodeTemplate(outputs: HostArrays, classes: readonly string[]): TemplatePrediction[] {
  return answersOf(outputs).map((index, clip) => ({
    class: classes[index] ?? `class ${index}`,
    confidence: softmax(row(outputs, 'logits', clip))[index] ?? 0,
  }));
}

/** Index of the likeliest class of each clip; the lowest of several. */
export function answersOf(outputs: HostArrays): number[] {
  const [clips = 0] = hostArray(outputs, 'logits').shape;
  return Array.from({ length: clips }, (_, clip) => {
    const logits = row(outputs, 'logits', clip);
    return logits.indexOf(Math.max(...logits));
  });
}
