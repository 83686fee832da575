// The whole network of stage 1: both frozen encoders without layers between
// them, and the grounding head.
import {
  DualEncoder,
  type DualEncoderOptions,
  type DualInputs,
  type DualOutput,
} from '@dg-sct/dg-sct-attention';
import { type Context, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { GroundingOptions } from './grounding.ts';
import { GroundingHead, type GroundingOutputs } from './grounding-head.ts';

export interface GroundingNetworkOptions extends Omit<DualEncoderOptions, 'adapters' | 'crossModal'> {
  /** The widths of the features follow from the encoders. */
  readonly head?: Omit<GroundingOptions, 'visualDim' | 'audioDim'>;
}

export interface GroundingInputs extends DualInputs {
  /** A frame of another video for each segment, like `frames`. */
  readonly negatives: tf.Tensor;
}

export interface GroundingNetworkOutput {
  readonly outputs: GroundingOutputs;
  readonly features: DualOutput;
}

export class GroundingNetwork extends Module {
  readonly encoder: DualEncoder;
  readonly head: GroundingHead;

  constructor(options: GroundingNetworkOptions) {
    super();
    const { visual, audio, head } = options;
    this.encoder = this.merge(new DualEncoder({ ...options, crossModal: false }));
    this.head = this.merge(new GroundingHead({ ...head, visualDim: visual.width, audioDim: audio.width }));
  }

  /** Frames normalised, `[B, H, W, 3]`; log-mel `[B, frames, mels]`. */
  forward(inputs: GroundingInputs, context: Context): GroundingNetworkOutput {
    const features = this.encoder.forward(inputs, context);
    const negativeTokens = this.encoder.encodeFrames(inputs.negatives, context);
    const { audio, visualTokens } = features;
    return { outputs: this.head.forward({ audio, visualTokens, negativeTokens }, context), features };
  }
}
