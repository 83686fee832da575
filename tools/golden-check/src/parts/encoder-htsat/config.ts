// The configurations of HTS-AT as its goldens write them.
import { Htsat, type HtsatConfig, type LogMelConfig, type LossType } from '@dg-sct/encoder-htsat';
import { type Config, has, numberIn, numberOr, numbersIn } from '../../run/config.ts';

export function logMelConfigOf(config: Config): LogMelConfig {
  return {
    sampleRate: numberIn(config, 'sample_rate'),
    hop: numberIn(config, has(config, 'hop_size') ? 'hop_size' : 'hop'),
    fftSize: numberIn(config, 'n_fft'),
    melBins: numberIn(config, 'mel_bins'),
    fmin: numberIn(config, 'fmin'),
    fmax: numberIn(config, 'fmax'),
  };
}

/** Nothing random takes part in training; batch statistics do. */
export function htsatConfigOf(config: Config, lossType: LossType): HtsatConfig {
  return {
    ...logMelConfigOf(config),
    specSize: numberIn(config, 'spec_size'),
    patchSize: numberOr(config, 'patch_size', 4),
    embedDim: numberIn(config, 'embed_dim'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'num_heads'),
    windowSize: numberIn(config, 'attention_window'),
    mlpRatio: numberOr(config, 'mlp_ratio', 4),
    classes: numberIn(config, 'classes_num'),
    lossType,
    trainMode: { specAugment: false, mixup: false, dropPath: false },
  };
}

/** Throws for a word that is no loss type. */
export function lossTypeOf(value: unknown): LossType {
  if (value === 'clip_bce' || value === 'clip_ce') return value;
  throw new RangeError(`the loss type is ${JSON.stringify(value)}; it should be clip_bce or clip_ce`);
}

/** An encoder of which only the front end matters; what follows it is as small as can be. */
export function frontEndOf(config: Config): Htsat {
  const specSize = numberIn(config, 'spec_size');
  const patchSize = 4;
  return new Htsat({
    ...logMelConfigOf(config),
    specSize,
    patchSize,
    embedDim: 1,
    depths: [1],
    heads: [1],
    windowSize: specSize / patchSize,
    classes: 1,
    lossType: 'clip_bce',
    trainMode: { specAugment: false, mixup: false, dropPath: false },
  });
}
