// The whole network for audio-visual event localization, with the state-dict
// names of published checkpoints.
import {
  DualEncoder,
  type DualEncoderOptions,
  type DualInputs,
  type DualOutput,
} from '@dg-sct/dg-sct-attention';
import { type Context, Module } from '@dg-sct/nn';
import { AveHead, type AveHeadOptions, type AveOutputs } from './head.ts';

export interface AveNetworkOptions extends DualEncoderOptions {
  /** The widths of the features follow from the encoders. */
  readonly head: Omit<AveHeadOptions, 'visualDim' | 'audioDim'>;
}

export interface AveNetworkOutput {
  readonly outputs: AveOutputs;
  readonly features: DualOutput;
}

/** Whether the published recipe trains the parameter of this name. */
export function isTrainedForAve(name: string): boolean {
  return /adapter_blocks|CMBS|temporal_attn/.test(name);
}

export class AveNetwork extends Module {
  readonly encoder: DualEncoder;
  readonly head: AveHead;

  constructor(options: AveNetworkOptions) {
    super();
    const { visual, audio, head } = options;
    this.encoder = this.merge(new DualEncoder(options));
    this.head = this.merge(new AveHead({ ...head, visualDim: visual.width, audioDim: audio.width }));
  }

  /** Frames normalised, `[B*T, H, W, 3]`; log-mel `[B*T, frames, mels]`. */
  forward(
    inputs: DualInputs,
    context: Context,
    options: { readonly collect?: boolean } = {},
  ): AveNetworkOutput {
    const features = this.encoder.forward(inputs, context, options);
    return { outputs: this.head.forward(features, context), features };
  }
}
