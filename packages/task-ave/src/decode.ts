// Outputs to a timeline that a person or a program can read.
import { type HostArrays, row, softmax } from '@dg-sct/task';
import { predictedSegments } from './answers.ts';

export interface AveSegment {
  /** Seconds from the start of the clip. */
  readonly start: number;
  readonly end: number;
  /** Name of the event class, or `background`. */
  readonly event: string;
  /** Probability of the answer, in [0, 1]. */
  readonly confidence: number;
  /** How eventful the segment sounds, in [0, 1]. */
  readonly audioGate: number;
  /** How eventful the segment looks, in [0, 1]. */
  readonly visualGate: number;
}

export interface AvePrediction {
  readonly segments: AveSegment[];
}

export const BACKGROUND = 'background';

/** One timeline for each clip. @param classes names in the order of their index */
export function decodeAve(
  outputs: HostArrays,
  classes: readonly string[],
  segmentSeconds = 1,
): AvePrediction[] {
  return predictedSegments(outputs).map((events, clip) => {
    const eventProbability = row(outputs, 'isEvent', clip).map(sigmoid);
    const classProbability = softmax(row(outputs, 'eventScores', clip));
    const audioGate = row(outputs, 'audioGate', clip);
    const visualGate = row(outputs, 'visualGate', clip);
    const segments = events.map((event, t): AveSegment => {
      const eventful = eventProbability[t] ?? 0;
      const ofClass = classProbability[event];
      return {
        start: t * segmentSeconds,
        end: (t + 1) * segmentSeconds,
        event: classes[event] ?? BACKGROUND,
        confidence: ofClass === undefined ? 1 - eventful : eventful * ofClass,
        audioGate: audioGate[t] ?? 0,
        visualGate: visualGate[t] ?? 0,
      };
    });
    return { segments };
  });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
