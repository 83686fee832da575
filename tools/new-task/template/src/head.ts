// The head: both modalities are projected and joined segment by segment, averaged over the clip, and classified.
import { type Context, dropout, Linear } from '@dg-sct/nn';
import {
  byClip,
  crossEntropy,
  type DualFeatures,
  type HostArrays,
  type Losses,
  TaskHead,
} from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { decodeTemplate, type TemplatePrediction } from './decode.ts';
import { TemplateError } from './errors.ts';
import { TemplateMetric } from './metric.ts';
import type { TemplateTargets } from './targets.ts';

export interface TemplateHeadOptions {
  /** Width of the pooled visual features, Dv. */
  readonly visualDim: number;
  /** Width of the pooled audio features, Da. */
  readonly audioDim: number;
  /** Names of the classes, in the order of their index; at least two. */
  readonly classes: readonly string[];
  /** Segments per clip, T; default 10. */
  readonly segments?: number;
  /** Width of each modality inside, D; default 128. */
  readonly dim?: number;
  /** Rate at which channels are dropped in training; default 0.1. */
  readonly dropout?: number;
}

export type TemplateOutputs = {
  /** Logits of the clip's class, `[B, classes]`. */
  readonly logits: tf.Tensor;
};

export class TemplateHead extends TaskHead<TemplatePrediction> {
  readonly name = 'template';
  readonly score = 'accuracy';
  readonly classes: readonly string[];
  readonly segments: number;
  readonly #dropout: number;
  readonly #visual: Linear;
  readonly #audio: Linear;
  readonly #classifier: Linear;

  /** Throws `BAD_OPTION`. */
  constructor(options: TemplateHeadOptions) {
    super();
    const { visualDim, audioDim, classes, segments = 10, dim = 128 } = options;
    if (classes.length < 2) {
      throw new TemplateError(
        'BAD_OPTION',
        `${classes.length} classes leave nothing to tell apart; name at least two`,
      );
    }
    this.classes = classes;
    this.segments = segments;
    this.#dropout = options.dropout ?? 0.1;
    this.#visual = this.child('visual', new Linear(visualDim, dim));
    this.#audio = this.child('audio', new Linear(audioDim, dim));
    this.#classifier = this.child('classifier', new Linear(2 * dim, classes.length));
  }

  override forward({ visual, audio }: DualFeatures, context: Context): TemplateOutputs {
    const joined = tf.concat([this.#visual.forward(visual), this.#audio.forward(audio)], 1);
    const clip = byClip(joined.relu(), this.segments).mean(1);
    return { logits: this.#classifier.forward(dropout(clip, this.#dropout, context)) };
  }

  override loss({ logits }: TemplateOutputs, { classes }: TemplateTargets): Losses {
    return { class: crossEntropy(logits, classes) };
  }

  override metric(): TemplateMetric {
    return new TemplateMetric();
  }

  override decode(outputs: HostArrays): TemplatePrediction[] {
    return decodeTemplate(outputs, this.classes);
  }
}
