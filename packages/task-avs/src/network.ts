// The whole network for audio-visual segmentation, with the state-dict names of published checkpoints.
import {
  type DgSctOptions,
  DualEncoder,
  type DualEncoderOptions,
  type DualInputs,
  type DualOutput,
} from '@dg-sct/dg-sct-attention';
import { type Context, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { AvsHead, type AvsHeadOptions, type AvsOutputs } from './head.ts';
import { AVS_RECIPES, type AvsSetting, isTrainedForAvs } from './settings.ts';

export interface AvsNetworkOptions extends Omit<DualEncoderOptions, 'adapters'> {
  readonly setting: AvsSetting;
  /** What differs from the setting's published layers. */
  readonly adapters?: DgSctOptions;
  /** Whether the audio encoder learns too, its spectrogram included; default as the setting's recipe says. */
  readonly trainAudioEncoder?: boolean;
  /** The widths of the features follow from the encoders. */
  readonly head?: Omit<AvsHeadOptions, 'setting' | 'visualDims' | 'audioDim'>;
}

export interface AvsNetworkOutput {
  readonly outputs: AvsOutputs;
  readonly features: DualOutput;
}

export class AvsNetwork extends Module {
  readonly encoder: DualEncoder;
  readonly head: AvsHead;

  /** Freezes what the setting's recipe does not train. Throws `AvsError` `BAD_OPTION` for encoders of too many stages. */
  constructor(options: AvsNetworkOptions) {
    super();
    const { setting, visual, audio, head } = options;
    const adapters = { ...AVS_RECIPES[setting].adapters, ...options.adapters };
    this.encoder = this.merge(new DualEncoder({ ...options, adapters }));
    const visualDims = visual.stages.map(({ dim }) => dim);
    this.head = this.merge(new AvsHead({ ...head, setting, visualDims, audioDim: audio.width }));
    this.setTrainable(true, (name) => isTrainedForAvs(setting, name));
    if (options.trainAudioEncoder !== undefined) this.encoder.audio.setTrainable(options.trainAudioEncoder);
  }

  /**
   * Frames normalised, `[B*T, H, W, 3]`; log-mel `[B*T, frames, mels]`. Where the spectrogram is trained, as in S4, the
   * log-mel is made by the audio encoder from samples, inside of the same computation.
   */
  forward(inputs: DualInputs, context: Context): AvsNetworkOutput {
    const features = this.encoder.forward(inputs, context, { collect: true });
    const { stages = [], visualTokens, audio } = features;
    const maps: tf.Tensor[] = [...stages.slice(0, -1).map(({ visual }) => visual), visualTokens];
    return { outputs: this.head.forward({ stages: maps, audio }, context), features };
  }
}
