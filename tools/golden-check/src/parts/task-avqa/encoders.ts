// The miniature encoders of this part's networks, from their configs. Nothing random takes part in training.
import { Htsat } from '@dg-sct/encoder-htsat';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { object } from '@dg-sct/goldens';
import { type Config, numberIn, numbersIn } from '../../run/config.ts';

export function swinOf(value: unknown): SwinV2 {
  const config = object(value, 'swin');
  return new SwinV2({
    imageSize: numberIn(config, 'img_size'),
    patchSize: numberIn(config, 'patch_size'),
    channels: numberIn(config, 'in_chans'),
    embedDim: numberIn(config, 'embed_dim'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'num_heads'),
    windowSize: numberIn(config, 'window_size'),
    classes: numberIn(config, 'num_classes'),
    dropPathRate: 0,
  });
}

/** @param mixup whether training blends the sounds of a batch; the weights come from the context's random stream */
export function htsatOf(value: unknown, mixup = false): Htsat {
  const config: Config = object(value, 'htsat');
  return new Htsat({
    sampleRate: numberIn(config, 'sample_rate'),
    fftSize: numberIn(config, 'n_fft'),
    hop: numberIn(config, 'hop'),
    melBins: numberIn(config, 'mel_bins'),
    fmin: numberIn(config, 'fmin'),
    fmax: numberIn(config, 'fmax'),
    specSize: numberIn(config, 'spec_size'),
    patchSize: numberIn(config, 'patch'),
    embedDim: numberIn(config, 'embed_dim'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'heads'),
    windowSize: numberIn(config, 'window'),
    classes: numberIn(config, 'classes'),
    lossType: 'clip_bce',
    trainMode: { batchNorm: true, specAugment: false, mixup, dropPath: false },
  });
}
