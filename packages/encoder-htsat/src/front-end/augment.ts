// The train-only changes to a normalised log-mel spectrogram, in their order:
// blanked stripes, then mixup (spec: encoder-htsat section 2).
import type { RandomStream } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { TrainMode } from '../config.ts';
import { drawMixup, mixup } from './mixup.ts';
import { drawStripes, specAugment } from './spec-augment.ts';

/** `[B, T, M]` to `[B, T, M]` with fresh noise. */
export function augment(x: tf.Tensor, mode: TrainMode, random: RandomStream): tf.Tensor {
  const [batch = 1] = x.shape;
  const striped = mode.specAugment ? specAugment(x, drawStripes(x.shape, random)) : x;
  return mode.mixup ? mixup(striped, drawMixup(batch, random)) : striped;
}
