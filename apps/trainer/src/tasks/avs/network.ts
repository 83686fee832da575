// The network of audio-visual segmentation as configs build it: from prepared sound of either kind.
import type { DualInputs } from '@dg-sct/dg-sct-attention';
import type { Htsat } from '@dg-sct/encoder-htsat';
import type { Context } from '@dg-sct/nn';
import { AvsNetwork, type AvsNetworkOutput, type AvsSetting, type MatchingOptions } from '@dg-sct/task-avs';
import type * as tf from '@tensorflow/tfjs';
import { layersOf } from '../layers.ts';
import type { WholeEncoders } from '../task.ts';
import type { AvsConfig } from './config.ts';

export class AvsTrainedNetwork extends AvsNetwork {
  readonly #audio: Htsat;
  readonly #sampled: boolean;
  readonly #tile: number;

  constructor(setting: AvsSetting, config: AvsConfig, encoders: WholeEncoders) {
    const { input, model, training } = config;
    const { wide, narrow, ...sizes } = model.decoder;
    super({
      setting,
      ...encoders,
      ...layersOf(config),
      trainAudioEncoder: training.audioEncoder === 'trained',
      head: {
        ...sizes,
        outputDims: [wide, narrow],
        maskSize: input.maskSize,
        segments: input.segments,
        segmentSeconds: input.secondsPerSegment,
        matching: matchingOf(setting, training.losses.matching),
      },
    });
    this.#audio = encoders.audio;
    this.#sampled = input.sound === 'samples';
    this.#tile = input.tile;
  }

  /** `frames` normalised, `[B*T, H, W, 3]`, and `audio` as `input.sound` says: log-mel, or samples. */
  answer(inputs: DualInputs, context: Context): AvsNetworkOutput {
    return this.#sampled
      ? this.fromSamples(inputs.frames, inputs.audio, context)
      : this.forward(inputs, context);
  }

  /** From samples `[B*T, S]`, of which the audio encoder makes its spectrogram, however it was trained. */
  fromSamples(frames: tf.Tensor, samples: tf.Tensor, context: Context): AvsNetworkOutput {
    const repeated = this.#tile === 1 ? samples : samples.tile([1, this.#tile]);
    return this.forward({ frames, audio: this.#audio.logMel(repeated) }, context);
  }
}

/** S4 was published with probabilities pooled, MS3 with logits. */
function matchingOf(
  setting: AvsSetting,
  options: AvsConfig['training']['losses']['matching'],
): MatchingOptions | false {
  return options.weight === 0 ? false : { ...options, pooled: setting === 's4' ? 'probabilities' : 'logits' };
}
