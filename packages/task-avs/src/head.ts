// The head of audio-visual segmentation (spec: task-avs): the decoder, the losses of its setting, M_J and M_F, and
// masks as run lengths.
import type { Context } from '@dg-sct/nn';
import { byClip, type HostArrays, type Losses, type Outputs, type Targets, TaskHead } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { type AvsPrediction, decodeAvs } from './decode.ts';
import { AvsDecoder, type AvsDecoderOptions, type AvsFeatures, type DecodedMaps } from './decoder.ts';
import { AvsError } from './errors.ts';
import { maskLoss, meanMatching } from './losses.ts';
import { type MatchingOptions, maskedMean } from './matching.ts';
import { AvsMetric } from './metric.ts';
import { AVS_RECIPES, type AvsSetting } from './settings.ts';

export interface AvsHeadOptions extends Omit<AvsDecoderOptions, 'gamma'> {
  readonly setting: AvsSetting;
  /** Frames of a clip, T; default 5. */
  readonly segments?: number;
  /** Length of a segment; default 1. */
  readonly segmentSeconds?: number;
  /** How strongly a gate of temporal attention amplifies; default that of the setting. */
  readonly gamma?: number;
  /** The loss between sound and sight; default that of the setting, `false` for none. */
  readonly matching?: MatchingOptions | false;
}

/** Everything has the clip first. */
export type AvsOutputs = Outputs & {
  /** Logit of "this pixel sounds", `[B, T, H, W]`. */
  readonly logits: tf.Tensor;
};

/**
 * `masks [B, K, H, W]`, 0..1, of the first K frames of each clip; float32. The loss of S4 compares the first frame
 * alone, that of MS3 and the metric all that there are.
 */
export type AvsTargets = Targets & { readonly masks: tf.Tensor };

export class AvsHead extends TaskHead<AvsPrediction, AvsFeatures> {
  readonly name: string;
  readonly score = 'M_J';
  readonly setting: AvsSetting;
  readonly segments: number;
  readonly #segmentSeconds: number;
  readonly #matching: MatchingOptions | undefined;
  readonly #decoder: AvsDecoder;

  constructor(options: AvsHeadOptions) {
    super();
    const { setting, segments = 5, segmentSeconds = 1 } = options;
    const { gamma, matching } = AVS_RECIPES[setting];
    this.name = `avs-${setting}`;
    this.setting = setting;
    this.segments = segments;
    this.#segmentSeconds = segmentSeconds;
    this.#matching = options.matching === false ? undefined : (options.matching ?? matching);
    this.#decoder = this.merge(new AvsDecoder({ ...options, gamma: options.gamma ?? gamma }));
  }

  /** With a matching loss there are, besides the logits, what was `heard` and `seen` under the mask, `[B, T, maps, D]`. */
  override forward(features: AvsFeatures, context: Context): AvsOutputs {
    const decoded = this.#decoder.forward(features, this.segments, context);
    const { maskSize } = this.#decoder;
    const logits = decoded.logits.reshape([-1, this.segments, maskSize, maskSize]);
    return this.#matching === undefined ? { logits } : { logits, ...this.#pairs(decoded, this.#matching) };
  }

  #pairs(
    { logits, maps, audio }: DecodedMaps,
    options: MatchingOptions,
  ): { heard: tf.Tensor; seen: tf.Tensor } {
    const stages = options.stages ?? maps.map((_, index) => index);
    const seen = stages.map((stage) => maskedMean(maps[stage] as tf.Tensor, logits, options));
    const heard = stackMaps(stages.map((stage) => audio[stage] as tf.Tensor));
    return { heard, seen: stackMaps(seen.map((vectors) => byClip(vectors, this.segments))) };
  }

  override loss(outputs: AvsOutputs, { masks }: AvsTargets): Losses {
    const [batch = 1, labelled = 0, ...size] = masks.shape;
    const supervised = AVS_RECIPES[this.setting].supervision === 'first' ? 1 : this.segments;
    if (labelled < supervised) {
      throw new AvsError(
        'BAD_INPUT',
        `there are masks of ${labelled} frames but ${this.setting} learns from ${supervised}; give them all, first frames first`,
      );
    }
    const mask = maskLoss(outputs.logits, masks.slice([0, 0, 0, 0], [batch, supervised, ...size]));
    const { heard, seen } = outputs;
    if (this.#matching === undefined || heard === undefined || seen === undefined) return { mask };
    const matching = meanMatching(pairsOf(heard, seen), this.#matching);
    return { mask, matching: matching.mul(this.#matching.weight) };
  }

  override metric(): AvsMetric {
    return new AvsMetric();
  }

  override decode(outputs: HostArrays): AvsPrediction[] {
    return decodeAvs(outputs, this.#segmentSeconds);
  }

  override isUnused(name: string): boolean {
    return this.#decoder.isUnused(name);
  }
}

/** `[B, T, D]` of each map to `[B, T, maps, D]`; tfjs has no working gradient for a stack of one. */
const stackMaps = (vectors: readonly tf.Tensor[]): tf.Tensor =>
  tf.concat(
    vectors.map((x) => x.expandDims(2)),
    2,
  );

/** `[B, T, maps, D]` to `[B*T, D]` for each map. */
function pairsOf(heard: tf.Tensor, seen: tf.Tensor): { heard: tf.Tensor; seen: tf.Tensor }[] {
  const [batch = 1, segments = 1, maps = 1, dim = 1] = heard.shape;
  const ofMap = (x: tf.Tensor, index: number): tf.Tensor =>
    x.slice([0, 0, index, 0], [batch, segments, 1, dim]).reshape([batch * segments, dim]);
  return Array.from({ length: maps }, (_, index) => ({
    heard: ofMap(heard, index),
    seen: ofMap(seen, index),
  }));
}
