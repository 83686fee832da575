// The whole network for audio-visual video parsing, with the state-dict names of
// published checkpoints.
import {
  DG_SCT_VARIANTS,
  DualEncoder,
  type DualEncoderOptions,
  type DualInputs,
  type DualOutput,
} from '@dg-sct/dg-sct-attention';
import { type Context, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { AvvpHead, type AvvpHeadOptions, type AvvpOutputs } from './head.ts';

export interface AvvpNetworkOptions extends DualEncoderOptions {
  /** The widths of the features follow from the encoders. */
  readonly head: Omit<AvvpHeadOptions, 'visualDim' | 'audioDim'>;
}

export interface AvvpInputs extends DualInputs {
  /** `[B*T, motionDim]`; absent if the head reads no motion. */
  readonly motion?: tf.Tensor;
}

export interface AvvpNetworkOutput {
  readonly outputs: AvvpOutputs;
  readonly features: DualOutput;
}

/** Whether the published recipe trains the parameter of this name: all but the encoders. */
export function isTrainedForAvvp(name: string): boolean {
  return !/swin|htsat/.test(name);
}

export class AvvpNetwork extends Module {
  readonly encoder: DualEncoder;
  readonly head: AvvpHead;

  /** The DG-SCT layers are those published for this task unless `adapters` says otherwise. */
  constructor(options: AvvpNetworkOptions) {
    super();
    const { visual, audio, head } = options;
    const adapters = { variant: DG_SCT_VARIANTS.avvp, ...options.adapters };
    this.encoder = this.merge(new DualEncoder({ ...options, adapters }));
    this.head = this.merge(new AvvpHead({ ...head, visualDim: visual.width, audioDim: audio.width }));
  }

  /** Frames normalised, `[B*T, H, W, 3]`; log-mel `[B*T, frames, mels]`. */
  forward(
    { motion, ...inputs }: AvvpInputs,
    context: Context,
    options: { readonly collect?: boolean } = {},
  ): AvvpNetworkOutput {
    const features = this.encoder.forward(inputs, context, options);
    const read = motion === undefined ? features : { ...features, motion };
    return { outputs: this.head.forward(read, context), features };
  }
}
