// The encoders, layers and inputs of golden networks, from their configs: sizes written out, or published names.
import type { DgSctOptions, DualInputs } from '@dg-sct/dg-sct-attention';
import { HTSAT_VARIANTS, Htsat, type HtsatVariant, type TrainMode } from '@dg-sct/encoder-htsat';
import { SWIN_V2_VARIANTS, SwinV2, type SwinV2Variant } from '@dg-sct/encoder-swin-v2';
import { type GoldenFile, goldenInput, type HostArray, object } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';
import { type Config, has, numberIn, numbersIn, textIn } from '../../run/config.ts';
import { switchesOf } from './layer.ts';

export interface Encoders {
  readonly visual: SwinV2;
  readonly audio: Htsat;
}

export const encodersOf = ({ swin, htsat: audio }: Config): Encoders => ({
  visual: typeof swin === 'string' ? publishedSwin(swin) : swinOf(object(swin, 'swin')),
  audio: typeof audio === 'string' ? publishedHtsat(audio) : htsatOf(object(audio, 'htsat')),
});

const isOneOf = <Name extends string>(names: Readonly<Record<Name, unknown>>, name: string): name is Name =>
  Object.hasOwn(names, name);

function publishedSwin(name: string): SwinV2 {
  if (isOneOf<SwinV2Variant>(SWIN_V2_VARIANTS, name))
    return new SwinV2({ ...SWIN_V2_VARIANTS[name], dropPathRate: 0 });
  throw new RangeError(`there is no Swin V2 named "${name}"`);
}

function publishedHtsat(name: string): Htsat {
  if (isOneOf<HtsatVariant>(HTSAT_VARIANTS, name))
    return new Htsat({ ...HTSAT_VARIANTS[name], trainMode: NO_NOISE });
  throw new RangeError(`there is no HTS-AT named "${name}"`);
}

/** Batch statistics follow the context; nothing random does. */
const NO_NOISE: TrainMode = { batchNorm: true, specAugment: false, mixup: false, dropPath: false };

const swinOf = (config: Config): SwinV2 =>
  new SwinV2({
    imageSize: numberIn(config, 'img'),
    embedDim: numberIn(config, 'embed'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'heads'),
    windowSize: numberIn(config, 'window'),
    classes: numberIn(config, 'classes'),
    dropPathRate: 0,
  });

const htsatOf = (config: Config): Htsat =>
  new Htsat({
    sampleRate: numberIn(config, 'sr'),
    fftSize: numberIn(config, 'n_fft'),
    hop: numberIn(config, 'hop'),
    melBins: numberIn(config, 'mel'),
    fmin: numberIn(config, 'fmin'),
    fmax: numberIn(config, 'fmax'),
    specSize: numberIn(config, 'spec'),
    windowSize: numberIn(config, 'window'),
    embedDim: numberIn(config, 'embed'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'heads'),
    classes: numberIn(config, 'classes'),
    lossType: 'clip_bce',
    trainMode: NO_NOISE,
  });

/** Sizes written out, or in words as `reduction 8, groups 2, tokens 32, bn, gate, before and post layer norm`. */
export function adaptersOf(config: Config): DgSctOptions {
  if (has(config, 'reduction')) {
    return {
      reduction: numberIn(config, 'reduction'),
      groups: numberIn(config, 'groups'),
      learnedTokens: numberIn(config, 'tokens'),
      ...switchesOf(config),
    };
  }
  const words = textIn(config, 'options');
  const after = (word: string): number => Number(new RegExp(`\\b${word} (\\d+)`).exec(words)?.[1]);
  return {
    reduction: after('reduction'),
    groups: after('groups'),
    learnedTokens: after('tokens'),
    batchNorm: /\bbn\b/.test(words),
    gate: /\bgate\b/.test(words),
    lnBefore: /\bbefore\b/.test(words),
    lnPost: /\bpost\b/.test(words),
  };
}

/** `image [B, T, 3, H, W]` and `wave [B, T, S]` of a file, as the network takes them. */
export function inputsOf(file: GoldenFile, audio: Htsat): DualInputs {
  const image = segmentsOf(goldenInput(file, 'image'));
  const wave = segmentsOf(goldenInput(file, 'wave'));
  return { frames: image.transpose([0, 2, 3, 1]), audio: audio.logMel(wave) };
}

/** `[B, T, ...]` to `[B*T, ...]`. */
function segmentsOf({ data, shape }: HostArray): tf.Tensor {
  const [batch = 1, segments = 1, ...rest] = shape;
  return tf.tensor(data, [batch * segments, ...rest]);
}
