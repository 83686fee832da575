// Encoders of two small stages, and layers that fit them. For tests only.
import { Htsat, type TrainMode } from '@dg-sct/encoder-htsat';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';

/** Batch statistics follow the context; nothing random does. */
const NO_NOISE: TrainMode = { batchNorm: true, specAugment: false, mixup: false, dropPath: false };

export const TINY_ADAPTERS = { reduction: 4, groups: 2, learnedTokens: 4 };

/** Two stages; takes images of 32 pixels. */
export const smallSwin = (): SwinV2 =>
  new SwinV2({ imageSize: 32, embedDim: 16, depths: [2, 4], heads: [2, 4], windowSize: 4, classes: 0 });

/** Two stages; takes log-mel `[clips, 40, 16]`. */
export const smallHtsat = (): Htsat =>
  new Htsat({
    sampleRate: 8000,
    fftSize: 256,
    hop: 80,
    melBins: 16,
    fmin: 50,
    fmax: 3500,
    specSize: 32,
    windowSize: 4,
    embedDim: 16,
    depths: [2, 2],
    heads: [2, 4],
    classes: 5,
    lossType: 'clip_bce',
    trainMode: NO_NOISE,
  });
