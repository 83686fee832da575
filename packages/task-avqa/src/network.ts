// The whole network of stage 2, with the state-dict names of published
// checkpoints.
import {
  DG_SCT_VARIANTS,
  type DgSctOptions,
  DualEncoder,
  type DualEncoderOptions,
  type DualInputs,
  type DualOutput,
} from '@dg-sct/dg-sct-attention';
import { type Context, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { type AvqaFeatures, AvqaHead, type AvqaHeadOptions, type AvqaOutputs } from './head.ts';

/** The layers of the published recipe: those of the audio side have no gate. */
export const AVQA_ADAPTERS: DgSctOptions = {
  reduction: 8,
  groups: 4,
  learnedTokens: 2,
  batchNorm: false,
  gate: false,
  variant: DG_SCT_VARIANTS.avqa,
};

/** The frozen visual encoder alone, or the layers too. */
export type NegativesThrough = 'encoder' | 'layers';

export interface AvqaNetworkOptions extends DualEncoderOptions {
  /** What differs from `AVQA_ADAPTERS`. */
  readonly adapters?: DgSctOptions;
  /** The widths of the features follow from the encoders. */
  readonly head?: Omit<AvqaHeadOptions, 'visualDim' | 'audioDim'>;
  /**
   * What negative frames go through. As published the frozen encoder alone, while the own frames go through the layers
   * too: what the layers add then tells them apart, and the match loss falls to nothing without anything learned about
   * sound. With `layers` they go the same way, beside the same sound, which takes a second pass. Default `encoder`.
   */
  readonly negativesThrough?: NegativesThrough;
}

type Negatives = Pick<AvqaFeatures, 'negativeTokens' | 'negativeAudio'>;

/** The first axis of frames and audio is `B*T`. */
export interface AvqaInputs extends DualInputs {
  /** Word ids of one question about each clip, `[B, L]` int32, or of Q about each, `[B, Q, L]`. */
  readonly question: tf.Tensor;
  /** A frame of another video for each segment, like `frames`; only the match loss needs them. */
  readonly negatives?: tf.Tensor;
}

export interface AvqaNetworkOutput {
  readonly outputs: AvqaOutputs;
  readonly features: DualOutput;
  /** Tokens of the negative frames, `[B*T, N, D]`, where there are such. */
  readonly negativeTokens?: tf.Tensor;
}

export class AvqaNetwork extends Module {
  readonly encoder: DualEncoder;
  readonly head: AvqaHead;
  readonly #negativesThrough: NegativesThrough;

  constructor(options: AvqaNetworkOptions) {
    super();
    const { visual, audio, head, adapters, negativesThrough = 'encoder' } = options;
    this.#negativesThrough = negativesThrough;
    this.encoder = this.merge(new DualEncoder({ ...options, adapters: { ...AVQA_ADAPTERS, ...adapters } }));
    this.head = this.merge(new AvqaHead({ ...head, visualDim: visual.width, audioDim: audio.width }));
  }

  /** Frames normalised, `[B*T, H, W, 3]`; log-mel `[B*T, frames, mels]`. */
  forward(
    inputs: AvqaInputs,
    context: Context,
    options: { readonly collect?: boolean } = {},
  ): AvqaNetworkOutput {
    const features = this.encoder.forward(inputs, context, options);
    const negatives = this.#encodeNegatives(inputs, context);
    const { audio, visualTokens } = features;
    const { question } = inputs;
    const outputs = this.head.forward({ audio, visualTokens, question, ...negatives }, context);
    const { negativeTokens } = negatives;
    return { outputs, features, ...(negativeTokens && { negativeTokens }) };
  }

  #encodeNegatives({ negatives, audio }: AvqaInputs, context: Context): Negatives {
    if (negatives === undefined) return {};
    if (this.#negativesThrough === 'encoder' || !this.encoder.crossModal)
      return { negativeTokens: this.encoder.encodeFrames(negatives, context) };
    const { visualTokens, audio: negativeAudio } = this.encoder.forward(
      { frames: negatives, audio },
      context,
    );
    return { negativeTokens: visualTokens, negativeAudio };
  }
}
