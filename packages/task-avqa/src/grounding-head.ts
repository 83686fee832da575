// Stage 1 as a task of its own (spec: task-avqa section 5): does this picture
// belong to this second of sound? A clip is one segment here.
import type { Context } from '@dg-sct/nn';
import {
  Accuracy,
  type HostArrays,
  hostArray,
  type Losses,
  type MetricAccumulator,
  type Outputs,
  row,
  softmax,
  TaskHead,
} from '@dg-sct/task';
import type * as tf from '@tensorflow/tfjs';
import { Grounding, type GroundingOptions } from './grounding.ts';
import { matchLoss } from './match-loss.ts';

export interface GroundingFeatures {
  /** Audio, pooled by the mean over tokens, `[B, Da]`. */
  readonly audio: tf.Tensor;
  /** Tokens of the picture of the same second, `[B, N, D]`. */
  readonly visualTokens: tf.Tensor;
  /** Tokens of a picture of another video, `[B, N, D]`. */
  readonly negativeTokens: tf.Tensor;
}

export interface GroundingOutputs extends Outputs {
  /** Logits of "no match" and "match" of sound and own picture, `[B, 2]`. */
  readonly matches: tf.Tensor;
  /** The same of sound and the other video's picture, `[B, 2]`. */
  readonly mismatches: tf.Tensor;
  /** Where in the own picture the sound comes from, `[B, N]`; rows sum to one. */
  readonly grounding: tf.Tensor;
}

export interface MatchPrediction {
  /** Probability that picture and sound belong together. */
  readonly match: number;
}

export class GroundingHead extends TaskHead<MatchPrediction, GroundingFeatures> {
  readonly name = 'avqa-grounding';
  readonly score = 'accuracy';
  readonly #grounding: Grounding;

  constructor(options: GroundingOptions) {
    super();
    this.#grounding = this.merge(new Grounding(options));
  }

  override forward({ audio, visualTokens, negativeTokens }: GroundingFeatures, _: Context): GroundingOutputs {
    const embedded = this.#grounding.embedAudio(audio);
    const own = this.#grounding.ground(embedded, visualTokens);
    const other = this.#grounding.ground(embedded, negativeTokens);
    return { matches: own.match, mismatches: other.match, grounding: own.map };
  }

  override loss({ matches, mismatches }: GroundingOutputs): Losses {
    return { match: matchLoss(matches, mismatches) };
  }

  /** `accuracy`: percent of pairs, matching or not, that were told right. */
  override metric(): MetricAccumulator {
    const accuracy = new Accuracy();
    return {
      add: (outputs) => {
        const right = [...answers(outputs, 'matches'), ...answers(outputs, 'mismatches').map((yes) => !yes)];
        accuracy.addBatch(right.filter(Boolean).length, right.length);
      },
      result: () => ({ accuracy: accuracy.exact }),
    };
  }

  override decode(outputs: HostArrays): MatchPrediction[] {
    return rows(outputs, 'matches').map((logits) => ({ match: softmax(logits)[1] ?? 0 }));
  }
}

/** Whether each pair of `[B, 2]` says "match"; a tie does not. */
const answers = (outputs: HostArrays, name: string): boolean[] =>
  rows(outputs, name).map(([no = 0, yes = 0]) => yes > no);

const rows = (outputs: HostArrays, name: string): number[][] =>
  Array.from({ length: hostArray(outputs, name).shape[0] ?? 0 }, (_, index) => row(outputs, name, index));
