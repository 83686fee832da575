// The miniature encoders of the golden networks with their inputs, and smaller
// ones for tests that need no golden. For tests only.
import { Htsat, type TrainMode } from '@dg-sct/encoder-htsat';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { type GoldenFile, goldenInput } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';

export const tinySwin = (): SwinV2 =>
  new SwinV2({
    imageSize: 96,
    embedDim: 16,
    depths: [2, 2, 18, 2],
    heads: [2, 4, 8, 16],
    windowSize: 6,
    classes: 10,
    dropPathRate: 0,
  });

/** Batch statistics follow the context; nothing random does. */
const NO_NOISE: TrainMode = { batchNorm: true, specAugment: false, mixup: false, dropPath: false };

export const tinyHtsat = (): Htsat =>
  new Htsat({
    sampleRate: 8000,
    fftSize: 256,
    hop: 80,
    melBins: 16,
    fmin: 50,
    fmax: 3500,
    specSize: 64,
    windowSize: 4,
    embedDim: 8,
    depths: [2, 2, 6, 2],
    heads: [1, 2, 4, 8],
    classes: 12,
    lossType: 'clip_bce',
    trainMode: NO_NOISE,
  });

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

/** Frames `[B*T, H, W, 3]` of a file's `image [B, T, 3, H, W]`. */
export function goldenFrames(file: GoldenFile): tf.Tensor {
  const { data, shape } = goldenInput(file, 'image');
  const [batch = 1, segments = 1, channels = 1, height = 1, width = 1] = shape;
  return tf.tensor(data, [batch * segments, channels, height, width]).transpose([0, 2, 3, 1]);
}

/** Samples `[B*T, S]` of a file's `wave [B, T, S]`. */
export function goldenWaves(file: GoldenFile): tf.Tensor {
  const { data, shape } = goldenInput(file, 'wave');
  const [batch = 1, segments = 1, samples = 1] = shape;
  return tf.tensor(data, [batch * segments, samples]);
}
