// The head of weakly supervised audio-visual video parsing (spec: task-avvp): the
// multi-modal grouping network behind one temporal attention.
import { type Context, Linear, type Parameter } from '@dg-sct/nn';
import {
  byClip,
  type DualFeatures,
  type HostArrays,
  type Outputs,
  type Targets,
  TaskHead,
} from '@dg-sct/task';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type AvvpPrediction, decodeAvvp } from './decode.ts';
import { AvvpError } from './errors.ts';
import type { GumbelSource } from './gumbel.ts';
import { linearInit, tokenInit } from './init.ts';
import { type ParsingLosses, parsingLosses } from './losses.ts';
import { AvvpMetric } from './metric.ts';
import { type ModalityOutput, ModalityTransformer } from './modality-transformer.ts';
import { TemporalGating, type TemporalGatingOptions } from './temporal-gating.ts';

/** How segments are assigned to classes. */
export type Assignment = 'soft' | 'hard';

export interface AvvpHeadOptions {
  /** Width of the pooled visual features. */
  readonly visualDim: number;
  /** Width of the pooled audio features. */
  readonly audioDim: number;
  /** Width of the motion features, those of R(2+1)D-18 by default, 512; 0 for a head that reads none. */
  readonly motionDim?: number;
  /** Names of the event classes, in the order of their index. */
  readonly classes: readonly string[];
  /** Segments per clip, T; default 10. */
  readonly segments?: number;
  /** Length of a segment; default 1. */
  readonly segmentSeconds?: number;
  /** Width inside, D; default 128. */
  readonly dim?: number;
  /** Attention blocks over the audio segments; default 3. */
  readonly audioDepth?: number;
  /** Attention blocks over the visual segments; default 3. */
  readonly visualDepth?: number;
  /** Attention blocks over the classes of both modalities; default 6. */
  readonly crossDepth?: number;
  /** Heads of all attention but the temporal; default 8. */
  readonly heads?: number;
  /** Rate at which samples skip parts of the attention blocks while training; default 0.1. */
  readonly dropPath?: number;
  /** Standard deviation of the weights that this head starts with, but for the temporal attention; default 0.02. */
  readonly weightDeviation?: number | undefined;
  /** Standard deviation of the class tokens that it starts with; default 0, all alike. */
  readonly tokenDeviation?: number;
  /** Inside each modality; default soft. */
  readonly unimodalAssign?: Assignment;
  /** Between the modalities; default soft. */
  readonly crossmodalAssign?: Assignment;
  /** Temporal attention; its width follows from `dim`. */
  readonly temporal?: Omit<TemporalGatingOptions, 'inputDim'>;
  /** Noise of hard assignments while training; default the context's random stream. */
  readonly noise?: GumbelSource;
}

export interface AvvpFeatures extends DualFeatures {
  /** `[B*T, motionDim]`; absent if that is 0. */
  readonly motion?: tf.Tensor;
}

/** Everything has the clip first; classes C. */
export interface AvvpOutputs extends Outputs {
  /** Probability that the clip has the event, `[B, C]`. */
  readonly clip: tf.Tensor;
  /** Probability that it is heard, `[B, C]`. */
  readonly audio: tf.Tensor;
  /** Probability that it is seen, `[B, C]`. */
  readonly visual: tf.Tensor;
  /** How much of it is heard in every segment, `[B, T, C]`; with soft assignment of ten segments up to 1.23. */
  readonly audioSegments: tf.Tensor;
  /** How much of it is seen in every segment, `[B, T, C]`; with soft assignment of ten segments up to 1.23. */
  readonly visualSegments: tf.Tensor;
}

export interface AvvpTargets extends Targets {
  /** One for every event of the clip, else zero, `[B, C]`. The losses read nothing else. */
  readonly labels: tf.Tensor;
}

/** From what a modality's class tokens collected to the probability of every class, `[B, C, D]` to `[B, C]`. */
const probabilityOf = (classifier: Linear, collected: tf.Tensor): tf.Tensor =>
  classifier.forward(collected).squeeze<tf.Tensor>([2]).sigmoid();

export class AvvpHead extends TaskHead<AvvpPrediction, AvvpFeatures> {
  readonly name = 'avvp';
  readonly score = 'segmentType';
  readonly classes: readonly string[];
  readonly segments: number;
  readonly #segmentSeconds: number;
  readonly #assignment: Assignment;
  readonly #audioTokens: Parameter;
  readonly #visualTokens: Parameter;
  readonly #projectAudio: Linear;
  readonly #projectVisual: Linear;
  readonly #projectMotion: Linear | undefined;
  readonly #fuse: Linear;
  readonly #temporal: TemporalGating;
  readonly #audio: ModalityTransformer;
  readonly #visual: ModalityTransformer;
  readonly #cross: ModalityTransformer;
  readonly #clipProbability: Linear;
  readonly #audioProbability: Linear;
  readonly #visualProbability: Linear;
  readonly #tokenClasses: Linear;

  constructor(options: AvvpHeadOptions) {
    super();
    const { visualDim, audioDim, motionDim = 512, classes, segments = 10, dim = 128, heads = 8 } = options;
    const { unimodalAssign = 'soft', crossmodalAssign = 'soft', dropPath = 0.1 } = options;
    const { noise, weightDeviation, tokenDeviation } = options;
    const init = linearInit(weightDeviation);
    const count = classes.length;
    const linear = (name: string, from: number, to: number): Linear =>
      this.child(name, new Linear(from, to, init));
    const source = noise === undefined ? { weightDeviation } : { weightDeviation, noise };
    const shared = { dim, heads, groups: count, dropPath, ...source };
    const unimodal = { ...shared, hard: unimodalAssign === 'hard' };
    this.classes = classes;
    this.segments = segments;
    this.#segmentSeconds = options.segmentSeconds ?? 1;
    this.#assignment = unimodalAssign;
    this.#audioTokens = this.parameter('audio_token', [count, dim], { init: tokenInit(tokenDeviation) });
    this.#visualTokens = this.parameter('visual_token', [count, dim], { init: tokenInit(tokenDeviation) });
    this.#projectAudio = linear('fc_a', audioDim, dim);
    this.#projectVisual = linear('fc_v', visualDim, dim);
    if (motionDim > 0) this.#projectMotion = linear('fc_st', motionDim, dim);
    this.#fuse = linear('fc_fusion', motionDim > 0 ? 2 * dim : dim, dim);
    this.#audio = this.child(
      'audio_cug',
      new ModalityTransformer({ ...unimodal, depth: options.audioDepth ?? 3, exchange: { segments } }),
    );
    this.#visual = this.child(
      'visual_cug',
      new ModalityTransformer({ ...unimodal, depth: options.visualDepth ?? 3 }),
    );
    this.#cross = this.child(
      'av_mcg',
      new ModalityTransformer({
        ...shared,
        depth: options.crossDepth ?? 6,
        hard: crossmodalAssign === 'hard',
      }),
    );
    this.#clipProbability = linear('fc_prob', dim, 1);
    this.#audioProbability = linear('fc_prob_a', dim, 1);
    this.#visualProbability = linear('fc_prob_v', dim, 1);
    this.#tokenClasses = linear('fc_cls', dim, count);
    this.#temporal = this.child('temporal_attn', new TemporalGating({ ...options.temporal, inputDim: dim }));
  }

  override forward(features: AvvpFeatures, context: Context): AvvpOutputs {
    return scope('AVVP', () => {
      const heard = this.#projectAudio.forward(byClip(features.audio, this.segments));
      const seen = this.#see(features, heard, context);
      const visual = this.#visual.forward(seen, this.#visualTokens.value, context);
      const audio = this.#audio.forward(heard, this.#audioTokens.value, context, seen);
      const both = this.#cross.forward(audio.output, visual.output, context);
      const audioProbability = probabilityOf(this.#audioProbability, audio.output);
      const visualProbability = probabilityOf(this.#visualProbability, visual.output);
      return {
        clip: probabilityOf(this.#clipProbability, both.output),
        audio: audioProbability,
        visual: visualProbability,
        audioSegments: this.#bySegment(audioProbability, audio),
        visualSegments: this.#bySegment(visualProbability, visual),
      };
    });
  }

  /** Pictures, amplified where something sounds, and motion: `[B, T, D]`. */
  #see({ visual, motion }: AvvpFeatures, heard: tf.Tensor, context: Context): tf.Tensor {
    const seen = this.#projectVisual.forward(byClip(visual, this.segments));
    const attentive = this.#temporal.amplifyVisual(seen, heard, context);
    if (this.#projectMotion === undefined && motion === undefined) return this.#fuse.forward(attentive);
    if (this.#projectMotion !== undefined && motion !== undefined) {
      const moving = this.#projectMotion.forward(byClip(motion, this.segments));
      return this.#fuse.forward(tf.concat([attentive, moving], 2));
    }
    throw new AvvpError(
      'BAD_INPUT',
      motion === undefined
        ? 'this head reads motion features but was given none; pass them, or create it with motionDim 0'
        : 'this head was created with motionDim 0 but was given motion features; leave them out',
    );
  }

  /** Probabilities `[B, C]`, spread over the segments that the class tokens collected: `[B, T, C]`. */
  #bySegment(probability: tf.Tensor, { applied, soft }: ModalityOutput): tf.Tensor {
    const spread = this.#assignment === 'hard' ? applied : soft;
    return spread.transpose([0, 2, 1]).mul(probability.expandDims(1));
  }

  /** Logits of every class token for every class, `[C, C]`: what the tokens are, whatever the clip. */
  classTokens(): { readonly audioTokens: tf.Tensor; readonly visualTokens: tf.Tensor } {
    return {
      audioTokens: this.#tokenClasses.forward(this.#audioTokens.value),
      visualTokens: this.#tokenClasses.forward(this.#visualTokens.value),
    };
  }

  override loss({ clip, audio, visual }: AvvpOutputs, { labels }: AvvpTargets): ParsingLosses {
    return parsingLosses({ clip, audio, visual, ...this.classTokens() }, labels);
  }

  /** Its targets: `audio` and `visual`, `[B, T, C]`. */
  override metric(): AvvpMetric {
    return new AvvpMetric();
  }

  override decode(outputs: HostArrays): AvvpPrediction[] {
    return decodeAvvp(outputs, this.classes, this.#segmentSeconds);
  }

  /** The audio is not amplified, so the visual half of temporal attention has no effect. */
  override isUnused(name: string): boolean {
    return /^temporal_attn\.(audio_visual_rnn_layer\.visual_rnn|video_|audio_encoder\.encoder_layer)/.test(
      name,
    );
  }
}
