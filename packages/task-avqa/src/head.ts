// The head of audio-visual question answering, stage 2 (spec: task-avqa section
// 6): grounding of sound in pictures, of the question in time, fusion, answer.
import { type Context, LayerNorm, Linear } from '@dg-sct/nn';
import {
  byClip,
  crossEntropy,
  type HostArrays,
  type Losses,
  type Outputs,
  type Targets,
  TaskHead,
} from '@dg-sct/task';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type AvqaPrediction, decodeAvqa } from './decode.ts';
import { AvqaError } from './errors.ts';
import { Grounding, type GroundingOptions } from './grounding.ts';
import { matchLoss } from './match-loss.ts';
import { AvqaMetric } from './metric.ts';
import { AVQA_ANSWERS, AVQA_WORDS } from './published-lists.ts';
import { QuestionEncoder } from './question-encoder.ts';
import { TemporalGrounding } from './temporal-grounding.ts';

/** Every width but those of the match classifier and of the pooled audio is that of the visual tokens, D. */
export interface AvqaHeadOptions extends GroundingOptions {
  /** Answers in the order of their class index; default the published ones. */
  readonly answers?: readonly string[];
  /** Words of the vocabulary, padding included; default the published number. */
  readonly words?: number;
  /** Heads of temporal grounding; default 4. */
  readonly heads?: number;
  /** Dropout of temporal grounding; default 0.1. */
  readonly dropout?: number;
}

export interface AvqaFeatures {
  /** Pooled audio, `[B*T, Da]`. */
  readonly audio: tf.Tensor;
  /** `[B*T, N, D]` */
  readonly visualTokens: tf.Tensor;
  /** Tokens of frames from other videos, `[B*T, N, D]`; without them nothing is said about mismatches. */
  readonly negativeTokens?: tf.Tensor;
  /** The audio as it is beside these, `[B*T, Da]`; `audio` where it is the same. */
  readonly negativeAudio?: tf.Tensor;
  /** Word ids of one question about each clip, `[B, L]` int32, or of Q about each, `[B, Q, L]`. */
  readonly question: tf.Tensor;
}

/** Everything has the clip first; with Q questions about each clip those of a clip follow each other. */
export interface AvqaOutputs extends Outputs {
  /** Logits of the answers, `[B*Q, answers]`. */
  readonly answers: tf.Tensor;
  /** How much the question looks at each segment of picture and sound, `[B*Q, T]`; rows sum to one. */
  readonly visualAttention: tf.Tensor;
  readonly audioAttention: tf.Tensor;
  /** Where in the picture the sound of each segment comes from, `[B, T, N]`; rows sum to one. */
  readonly grounding: tf.Tensor;
  /** Logits of "no match" and "match" of each segment's picture and sound, `[B, T, 2]`. */
  readonly matches: tf.Tensor;
  /** The same of the negative picture, where there is one. */
  readonly mismatches?: tf.Tensor;
}

export interface AvqaTargets extends Targets {
  /** Class index of the answer, `[B*Q]` int32. */
  readonly answer: tf.Tensor;
  /** Index of the question's type in `AVQA_TYPES`, `[B*Q]` int32; the metric reads it. */
  readonly type: tf.Tensor;
}

const MATCH_WEIGHT = 0.5;

export class AvqaHead extends TaskHead<AvqaPrediction, AvqaFeatures> {
  readonly name = 'avqa';
  readonly score = 'accuracy';
  readonly answers: readonly string[];
  readonly #grounding: Grounding;
  readonly #question: QuestionEncoder;
  readonly #visualTime: TemporalGrounding;
  readonly #audioTime: TemporalGrounding;
  readonly #fuse: Linear;
  readonly #answer: Linear;

  constructor(options: AvqaHeadOptions) {
    super();
    const { visualDim: dim, audioDim, heads = 4, dropout = 0.1 } = options;
    this.answers = options.answers ?? AVQA_ANSWERS;
    this.#grounding = this.merge(new Grounding(options));
    this.child('fc_a1_pure', new Linear(audioDim, dim)); // in checkpoints only
    this.child('fc_a2_pure', new Linear(dim, dim)); // in checkpoints only
    const words = options.words ?? AVQA_WORDS.length;
    this.#question = this.child(
      'question_encoder',
      new QuestionEncoder({ words, wordDim: dim, hidden: dim, dim }),
    );
    this.#visualTime = this.merge(
      new TemporalGrounding(dim, heads, dropout, {
        attention: 'attn_v',
        linear1: 'linear11',
        linear2: 'linear12',
        norm: 'norm1',
      }),
    );
    this.#audioTime = this.merge(
      new TemporalGrounding(dim, heads, dropout, {
        attention: 'attn_a',
        linear1: 'linear21',
        linear2: 'linear22',
        norm: 'norm2',
      }),
    );
    this.child('norm3', new LayerNorm(dim)); // in checkpoints only
    this.#fuse = this.child('fc_fusion', new Linear(2 * dim, dim));
    this.#answer = this.child('fc_ans', new Linear(dim, this.answers.length));
  }

  override forward(features: AvqaFeatures, context: Context): AvqaOutputs {
    return scope('head', () => {
      const { clips, segments } = sizesOf(features);
      const audio = this.#grounding.embedAudio(features.audio);
      const own = this.#grounding.ground(audio, features.visualTokens);
      const words = features.question.reshape([-1, lengthOf(features.question)]);
      const questions = byClip(this.#question.forward(words), words.shape[0] / clips);
      const seen = byClip(own.visual, segments);
      const heard = byClip(audio, segments);
      const look = this.#visualTime.forward(questions, seen, context);
      const listen = this.#audioTime.forward(questions, heard, context);
      const moments = [listen.output.add(heard.mean(1, true)), look.output.add(seen.mean(1, true))];
      const fused = this.#fuse.forward(tf.concat(moments, 2).tanh());
      return {
        answers: oneByOne(this.#answer.forward(fused.mul(questions).tanh())),
        visualAttention: oneByOne(look.weights),
        audioAttention: oneByOne(listen.weights),
        grounding: byClip(own.map, segments),
        matches: byClip(own.match, segments),
        ...this.#mismatches(audio, features, segments),
      };
    });
  }

  #mismatches(
    audio: tf.Tensor,
    { negativeTokens, negativeAudio }: AvqaFeatures,
    segments: number,
  ): { mismatches?: tf.Tensor } {
    if (negativeTokens === undefined) return {};
    const heard = negativeAudio === undefined ? audio : this.#grounding.embedAudio(negativeAudio);
    return { mismatches: byClip(this.#grounding.ground(heard, negativeTokens).match, segments) };
  }

  /** `match` counts half, as published, and needs negative frames. */
  override loss(outputs: AvqaOutputs, { answer }: AvqaTargets): Losses {
    const { answers, matches, mismatches } = outputs;
    const losses = { answer: crossEntropy(answers, answer) };
    return mismatches === undefined
      ? losses
      : { ...losses, match: matchLoss(matches, mismatches).mul(MATCH_WEIGHT) };
  }

  override metric(): AvqaMetric {
    return new AvqaMetric();
  }

  override decode(outputs: HostArrays): AvqaPrediction[] {
    return decodeAvqa(outputs, this.answers);
  }

  override isUnused(name: string): boolean {
    return /^(fc_a[12]_pure|norm3)\./.test(name);
  }
}

interface Sizes {
  /** Clips, B. */
  readonly clips: number;
  /** Segments of a clip, T. */
  readonly segments: number;
}

/** Throws `BAD_INPUT` where segments and questions do not make whole clips. */
function sizesOf({ audio, visualTokens, question }: AvqaFeatures): Sizes {
  const [clips = 0] = question.shape;
  const [count = 0] = audio.shape;
  if (clips > 0 && count > 0 && count % clips === 0 && visualTokens.shape[0] === count) {
    return { clips, segments: count / clips };
  }
  throw new AvqaError(
    'BAD_INPUT',
    `there are questions about ${clips} clips, ${count} segments of sound and ${visualTokens.shape[0]} pictures; each clip needs the same number of segments, each with one picture`,
  );
}

/** Words of a padded question, L. */
const lengthOf = ({ shape }: tf.Tensor): number => shape[shape.length - 1] ?? 0;

/** What is known of each question, `[B, Q, ...]` to `[B*Q, ...]`. */
const oneByOne = (x: tf.Tensor): tf.Tensor => x.reshape([-1, ...x.shape.slice(2)]);
