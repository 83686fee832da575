// The head of audio-visual event localization, fully supervised (spec: task-ave):
// temporal attention, then CMBS, four losses, segment accuracy.
import { TemporalAttention, type TemporalAttentionOptions } from '@dg-sct/dg-sct-attention';
import type { Context } from '@dg-sct/nn';
import {
  binaryCrossEntropy,
  byClip,
  crossEntropy,
  type DualFeatures,
  type HostArrays,
  type Losses,
  type Outputs,
  type Targets,
  TaskHead,
} from '@dg-sct/task';
import type * as tf from '@tensorflow/tfjs';
import { Cmbs, type CmbsOptions } from './cmbs.ts';
import { type AvePrediction, decodeAve } from './decode.ts';
import { AveError } from './errors.ts';
import { AveMetric } from './metric.ts';
import { clipClassOf, foregroundOf } from './targets.ts';

export interface AveHeadOptions extends Omit<TemporalAttentionOptions, 'gamma'> {
  /** Names of the event classes, in the order of their index; background is not among them. */
  readonly classes: readonly string[];
  /** Segments per clip, T; default 10. */
  readonly segments?: number;
  /** Length of a segment; default 1. */
  readonly segmentSeconds?: number;
  /** How strongly a gate amplifies the other modality; default 0.1. */
  readonly temporalGamma?: number;
  /** What is particular to CMBS; width, heads and classes follow from the rest. */
  readonly cmbs?: Omit<CmbsOptions, 'classes' | 'dim' | 'heads'>;
}

/** Everything has the clip first. */
export interface AveOutputs extends Outputs {
  /** Logit of "an event takes place", `[B, T]`. */
  readonly isEvent: tf.Tensor;
  /** Logits of the clip's event class, `[B, classes]`. */
  readonly eventScores: tf.Tensor;
  /** Logits of the clip's event class from the best segments alone, `[B, classes]`. */
  readonly avScore: tf.Tensor;
  /** In (0, 1), `[B, T]`. */
  readonly audioGate: tf.Tensor;
  /** In (0, 1), `[B, T]`. */
  readonly visualGate: tf.Tensor;
}

export interface AveTargets extends Targets {
  /** Class index of every segment, the number of classes for background; `[B, T]` int32. */
  readonly segments: tf.Tensor;
}

export class AveHead extends TaskHead<AvePrediction> {
  readonly name = 'ave';
  readonly score = 'accuracy';
  readonly classes: readonly string[];
  readonly segments: number;
  readonly #segmentSeconds: number;
  readonly #temporal: TemporalAttention;
  readonly #cmbs: Cmbs;

  constructor(options: AveHeadOptions) {
    super();
    const { classes, segments = 10, segmentSeconds = 1, temporalGamma = 0.1, dim = 256, heads = 4 } = options;
    const topSegments = options.cmbs?.topSegments ?? 4;
    if (segments < topSegments) {
      throw new AveError(
        'BAD_OPTION',
        `clips of ${segments} segments are too short to average the best ${topSegments}; lower cmbs.topSegments`,
      );
    }
    this.classes = classes;
    this.segments = segments;
    this.#segmentSeconds = segmentSeconds;
    this.#temporal = this.child('temporal_attn', new TemporalAttention({ ...options, gamma: temporalGamma }));
    this.#cmbs = this.child('CMBS', new Cmbs({ ...options.cmbs, classes: classes.length, dim, heads }));
  }

  override forward(features: DualFeatures, context: Context): AveOutputs {
    const attended = this.#temporal.forward(
      byClip(features.visual, this.segments),
      byClip(features.audio, this.segments),
      context,
    );
    const { visual, audio, visualGate, audioGate } = attended;
    return { ...this.#cmbs.forward(visual, audio, context), visualGate, audioGate };
  }

  /** `gate` compares a product of probabilities as if it were a logit, as published. */
  override loss(outputs: AveOutputs, { segments }: AveTargets): Losses {
    const foreground = foregroundOf(segments, this.classes.length);
    const clipClass = clipClassOf(segments, this.classes.length);
    return {
      is_event: binaryCrossEntropy(outputs.isEvent, foreground),
      gate: binaryCrossEntropy(outputs.audioGate.mul(outputs.visualGate), foreground),
      cas: crossEntropy(outputs.avScore, clipClass),
      event_class: crossEntropy(outputs.eventScores, clipClass),
    };
  }

  override metric(): AveMetric {
    return new AveMetric();
  }

  override decode(outputs: HostArrays): AvePrediction[] {
    return decodeAve(outputs, this.classes, this.#segmentSeconds);
  }

  override isUnused(name: string): boolean {
    return (
      /\.(en|de)coder_layer\.|decoder\.layers\.0\.self_attn\./.test(name) ||
      (name.startsWith('CMBS.') && this.#cmbs.isUnused(name.slice('CMBS.'.length)))
    );
  }
}
