// The head of cross-modal background suppression as DG-SCT uses it (spec:
// task-ave section 2): is a segment an event, and which event is the clip's.
import { type Context, LayerNorm, Linear, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { AudioVideoInteraction } from './interaction.ts';
import { topMean } from './top-mean.ts';

export interface CmbsOptions {
  /** Event classes, background not counted; default 28. */
  readonly classes?: number;
  /** Width of the inputs, D; default 256. */
  readonly dim?: number;
  /** Heads of the interaction blocks; default 4. */
  readonly heads?: number;
  /** Weight of the segment-wise class scores in the clip's; default 0.3. */
  readonly gamma?: number;
  /** Segments whose class scores are averaged; default 4. */
  readonly topSegments?: number;
  /** Runs the interaction blocks, as CMBS itself does. The published DG-SCT does not; default false. */
  readonly interaction?: boolean;
}

export interface CmbsOutput {
  /** Logit of "an event takes place", `[B, T]`. */
  readonly isEvent: tf.Tensor;
  /** Logits of the clip's event class, `[B, classes]`. */
  readonly eventScores: tf.Tensor;
  /** Logits of the clip's event class from the best segments alone, `[B, classes]`. */
  readonly avScore: tf.Tensor;
}

/** Both classifiers of the fused features; a module of its own for the sake of its names. */
class SupervisedLocalization extends Module {
  readonly #classifier: Linear;
  readonly #eventClassifier: Linear;

  constructor(dim: number, classes: number) {
    super();
    this.#classifier = this.child('classifier', new Linear(dim, 1));
    this.#eventClassifier = this.child('event_classifier', new Linear(dim, classes));
  }

  /** Fused features `[B, T, D]` to the event logits `[B, T]` and class logits `[B, classes]`. */
  forward(fused: tf.Tensor): { isEvent: tf.Tensor; event: tf.Tensor } {
    return {
      isEvent: this.#classifier.forward(fused).squeeze([2]),
      event: this.#eventClassifier.forward(fused.max(1)),
    };
  }
}

export class Cmbs extends Module {
  readonly #gamma: number;
  readonly #topSegments: number;
  readonly #interaction: boolean;
  readonly #avInter: AudioVideoInteraction;
  readonly #vaInter: AudioVideoInteraction;
  readonly #localize: SupervisedLocalization;
  readonly #visualClasses: Linear;
  readonly #audioClasses: Linear;

  constructor(options: CmbsOptions = {}) {
    super();
    const { classes = 28, dim = 256, heads = 4 } = options;
    this.#gamma = options.gamma ?? 0.3;
    this.#topSegments = options.topSegments ?? 4;
    this.#interaction = options.interaction ?? false;
    this.#avInter = this.child('AVInter', new AudioVideoInteraction(dim, heads));
    this.#vaInter = this.child('VAInter', new AudioVideoInteraction(dim, heads));
    this.#localize = this.child('localize_module', new SupervisedLocalization(dim, classes));
    this.child('video_norm', new LayerNorm(dim)); // in checkpoints only
    this.child('audio_norm', new LayerNorm(dim)); // in checkpoints only
    this.#audioClasses = this.child('audio_cas', new Linear(dim, classes));
    this.#visualClasses = this.child('video_cas', new Linear(dim, classes));
  }

  /** Features after temporal attention, both `[B, T, D]`. */
  forward(visual: tf.Tensor, audio: tf.Tensor, context: Context): CmbsOutput {
    return scope('CMBS', () => {
      const avScore = this.#clipScore(this.#visualClasses, visual)
        .add(this.#clipScore(this.#audioClasses, audio))
        .div(2);
      const { isEvent, event } = this.#localize.forward(this.#fuse(visual, audio, context));
      return { isEvent, eventScores: event.add(avScore.mul(this.#gamma)), avScore };
    });
  }

  #clipScore(classifier: Linear, x: tf.Tensor): tf.Tensor {
    return topMean(classifier.forward(x), this.#topSegments);
  }

  #fuse(visual: tf.Tensor, audio: tf.Tensor, context: Context): tf.Tensor {
    if (!this.#interaction) return visual.add(audio).div(2);
    const seen = this.#avInter.forward(visual, audio, context);
    const heard = this.#vaInter.forward(audio, seen, context);
    return seen.add(heard).div(2);
  }

  /** Whether the parameter is in checkpoints only, given these options. */
  isUnused(name: string): boolean {
    return /^(video|audio)_norm\./.test(name) || (!this.#interaction && /^(AV|VA)Inter\./.test(name));
  }
}
