// The smallest network that has all parts, untrained, and the input that fits it.
import { Htsat } from '@dg-sct/encoder-htsat';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { AveNetwork } from '@dg-sct/task-ave';
import type { InputConfig } from '../../config/sections.ts';

export const TINY_CLASSES: readonly string[] = ['Bell', 'Cat', 'Horn'];

export const TINY_INPUT: InputConfig = {
  segments: 10,
  secondsPerSegment: 1,
  imageSize: 32,
  framePrecision: 'uint8',
  sampleRate: 8000,
  hop: 160,
  fftSize: 256,
  melBins: 16,
  fmin: 50,
  fmax: 3500,
  tile: 1,
};

const TRANSFORMER = { embedDim: 8, depths: [1, 1], heads: [1, 2], windowSize: 4 };

/** The same weights each time; without cross-modal layers on request. */
export function tinyNetwork(crossModal = true): AveNetwork {
  const { imageSize } = TINY_INPUT;
  return new AveNetwork({
    visual: new SwinV2({ imageSize, classes: 0, ...TRANSFORMER }),
    audio: new Htsat({ ...TINY_INPUT, specSize: 32, classes: 2, lossType: 'clip_ce', ...TRANSFORMER }),
    adapters: { reduction: 2, groups: 1, learnedTokens: 2 },
    crossModal,
    head: { classes: TINY_CLASSES, visualHidden: 8, audioHidden: 4, dim: 8, feedForward: 8, heads: 2 },
  }).initialize(1);
}
