// The encoders, layers and inputs of golden networks, from their configs: sizes written out, or published names.
import type { DgSctOptions, DualInputs } from '@dg-sct/dg-sct-attention';
import { HTSAT_VARIANTS, Htsat, type HtsatVariant, htsat } from '@dg-sct/encoder-htsat';
import { SWIN_V2_VARIANTS, SwinV2, type SwinV2Variant, swinV2 } from '@dg-sct/encoder-swin-v2';
import { type GoldenFile, goldenInput, type HostArray, object } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';
import { type Config, has, numberIn, numbersIn } from '../../run/config.ts';
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
  if (isOneOf<SwinV2Variant>(SWIN_V2_VARIANTS, name)) return swinV2(name);
  throw new RangeError(`there is no Swin V2 named "${name}"`);
}

function publishedHtsat(name: string): Htsat {
  if (isOneOf<HtsatVariant>(HTSAT_VARIANTS, name)) return htsat(name);
  throw new RangeError(`there is no HTS-AT named "${name}"`);
}

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

/** Batch statistics follow the context; nothing random does. */
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
    trainMode: { batchNorm: true, specAugment: false, mixup: false, dropPath: false },
  });

/** Sizes written out; a config in words has the published ones, which are the defaults. */
export const adaptersOf = (config: Config): DgSctOptions =>
  has(config, 'reduction')
    ? {
        reduction: numberIn(config, 'reduction'),
        groups: numberIn(config, 'groups'),
        learnedTokens: numberIn(config, 'tokens'),
        ...switchesOf(config),
      }
    : {};

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
