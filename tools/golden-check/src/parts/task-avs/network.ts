// The whole network, from pictures and samples to the logits of masks, in evaluation and in training.
import { Htsat } from '@dg-sct/encoder-htsat';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { fillModule, type GoldenFile, text } from '@dg-sct/goldens';
import { type Context, EVAL, type Interpolation, RandomStream, resizeGrid } from '@dg-sct/nn';
import { AvsNetwork, type AvsSetting, isTrainedForAvs } from '@dg-sct/task-avs';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn, numbersIn } from '../../run/config.ts';
import { tensorOf } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { innerSizes } from './decoder.ts';
import { inputOf, prefixOf } from './entry.ts';
import { decoderTensors, encoderTensors } from './intermediates.ts';
import { channelsLast } from './layout.ts';
import { checkRun } from './run.ts';

const BICUBIC: Interpolation = { kind: 'bicubic', alignCorners: false };

export const network: EntryKind = {
  what: 'whole network',
  scope: 'network',
  fits: ({ config }) => has(config, 'swin_img', 'hdim', 'up'),
  check: async (report) => {
    const { file } = report;
    const segments = numberIn(file.config, 'T');
    const { module, audio } = networkOf(file);
    const recording = new Recording(module);
    await checkRun(report, {
      name: '',
      module: fillModule(module, prefixOf(file, '')),
      inputs: ['imgs', 'wave'],
      has: (name) => isTrainedForAvs(settingOf(file), name),
      forward: (input) => {
        const edge = numberIn(file.config, 'swin_img');
        const frames = resizeGrid(channelsLast(segmentsOf(input('imgs'))), edge, edge, BICUBIC);
        const inputs = { frames, audio: audio.logMel(segmentsOf(input('wave'))) };
        const { outputs, features } = module.forward(inputs, contextOf(file));
        return {
          pred: outputs.logits,
          ...encoderTensors(recording, features),
          ...decoderTensors(recording, numbersIn(file.config, 'vc').length, segments),
        };
      },
    });
  },
};

/** `[B, T, ...]` to `[B*T, ...]` */
function segmentsOf(x: tf.Tensor): tf.Tensor {
  const [batch = 1, segments = 1, ...rest] = x.shape;
  return x.reshape([batch * segments, ...rest]);
}

function networkOf(file: GoldenFile): { module: AvsNetwork; audio: Htsat } {
  const { config } = file;
  const setting = settingOf(file);
  const audio = htsatOf(config);
  const module = new AvsNetwork({
    setting,
    visual: swinOf(config),
    audio,
    adapters: {
      reduction: numberIn(config, 'red'),
      learnedTokens: numberIn(config, 'ntok'),
      groups: numberIn(config, 'num_conv_group'),
    },
    head: {
      ...innerSizes(config, 'up'),
      segments: numberIn(config, 'T'),
      // The reference's S4 has a gamma of its own, whatever the config says.
      ...(setting === 'ms3' ? { gamma: numberIn(config, 'gamma') } : {}),
      matching: false,
    },
  });
  // Gradients are stored down to the pictures and the spectrogram's kernels, whatever the recipe trains.
  return { module: module.setTrainable(true), audio };
}

function settingOf({ raw }: GoldenFile): AvsSetting {
  const setting = /avs_(s4|ms3)/.exec(text(raw.what, 'what'))?.[1];
  if (setting === 's4' || setting === 'ms3') return setting;
  throw new RangeError('what the entry says does not name avs_s4 or avs_ms3');
}

const swinOf = (config: Config): SwinV2 =>
  new SwinV2({
    imageSize: numberIn(config, 'swin_img'),
    patchSize: numberIn(config, 'swin_patch'),
    embedDim: numbersIn(config, 'vc')[0] ?? 0,
    depths: numbersIn(config, 'swin_depths'),
    heads: numbersIn(config, 'sheads'),
    windowSize: numberIn(config, 'swin_win'),
    mlpRatio: numberIn(config, 'mlp_ratio'),
    classes: 0,
    dropPathRate: 0,
  });

/** Batch statistics follow the context, mixup has given weights, and nothing else is random. */
const htsatOf = (config: Config): Htsat =>
  new Htsat({
    sampleRate: numberIn(config, 'sample_rate'),
    fftSize: numberIn(config, 'nfft'),
    hop: numberIn(config, 'hop'),
    melBins: numberIn(config, 'mel'),
    fmin: numberIn(config, 'fmin'),
    fmax: numberIn(config, 'fmax'),
    specSize: numberIn(config, 'spec'),
    patchSize: numberIn(config, 'htsat_patch'),
    windowSize: numberIn(config, 'hwin'),
    embedDim: numberIn(config, 'hdim'),
    depths: numbersIn(config, 'htsat_depths'),
    heads: numbersIn(config, 'hheads'),
    mlpRatio: numberIn(config, 'mlp_ratio'),
    classes: numberIn(config, 'ncls'),
    lossType: 'clip_bce',
    trainMode: { batchNorm: true, specAugment: false, mixup: true, dropPath: false },
  });

function contextOf(file: GoldenFile): Context {
  if (file.mode !== 'train') return EVAL;
  return { training: true, random: new GivenMixup(tensorOf(inputOf(file, 'mixup_lambda'))) };
}

/** Noise from which mixup makes the given weights, which are sin^2 of an angle. */
class GivenMixup extends RandomStream {
  readonly #weights: tf.Tensor;

  constructor(weights: tf.Tensor) {
    super(0);
    this.#weights = weights;
  }

  override uniform(): tf.Tensor {
    return this.#weights
      .sqrt()
      .asin()
      .mul(2 / Math.PI);
  }
}
