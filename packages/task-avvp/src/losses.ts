// The weakly supervised losses (spec: task-avvp section 5): only the names of a
// clip's events are known, neither when they happen nor in which modality.
import { boundedBinaryCrossEntropy, crossEntropy, type ProbabilityBounds } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';

/** What is judged: classes C. */
export interface ParsingPredictions {
  /** Probability that the clip has the event, `[B, C]`. */
  readonly clip: tf.Tensor;
  /** Probability that it is heard, `[B, C]`. */
  readonly audio: tf.Tensor;
  /** Probability that it is seen, `[B, C]`. */
  readonly visual: tf.Tensor;
  /** Logits of every audio class token for every class, `[C, C]`. */
  readonly audioTokens: tf.Tensor;
  /** Logits of every visual class token for every class, `[C, C]`. */
  readonly visualTokens: tf.Tensor;
}

export type ParsingLosses = Readonly<Record<'av' | 'a' | 'v' | 'cls_aud' | 'cls_vis', tf.Scalar>>;

/** What is left of a visual label's distance to a half: an event of the clip need not be seen. Audio labels stay. */
const VISUAL_SMOOTHING = 0.9;

/** 1e-7 from both ends, as float32 rounds it. */
const BOUNDS: ProbabilityBounds = { low: 1e-7, high: Math.fround(1 - 1e-7) };

/** Five terms of equal weight. @param labels one for every event of the clip, else zero, `[B, C]` */
export function parsingLosses(
  { clip, audio, visual, audioTokens, visualTokens }: ParsingPredictions,
  labels: tf.Tensor,
  bounds = BOUNDS,
): ParsingLosses {
  const smoothed = labels.mul(VISUAL_SMOOTHING).add((1 - VISUAL_SMOOTHING) / 2);
  const itself = tf.range(0, labels.shape[1] ?? 0, 1, 'int32');
  return {
    av: boundedBinaryCrossEntropy(clip, labels, bounds),
    a: boundedBinaryCrossEntropy(audio, labels, bounds),
    v: boundedBinaryCrossEntropy(visual, smoothed, bounds),
    cls_aud: crossEntropy(audioTokens, itself),
    cls_vis: crossEntropy(visualTokens, itself),
  };
}
