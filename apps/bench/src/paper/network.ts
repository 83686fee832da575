// The AVE network at its published size, and one clip of ten seconds for it. The numbers are
// random: what a pass costs depends on shapes alone.
import { HTSAT_VARIANTS, htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { AveNetwork } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import type { Scale } from '../engine/cases/case.ts';
import { signal } from '../engine/fill.ts';

const CLASSES = Array.from({ length: 28 }, (_, index) => `class ${index}`);
const SEGMENTS = 10;

export type Clip = { readonly frames: tf.Tensor; readonly audio: tf.Tensor; readonly segments: tf.Tensor };

export interface Model {
  readonly network: AveNetwork;
  /** Frames `[10, size, size, 3]`, log-mel spectrograms `[10, frames, mels]`, labels `[1, 10]`. */
  readonly clip: Clip;
}

export function modelOf(scale: Scale): Model {
  return scale === 'full' ? published() : miniature();
}

/** Each second of sound is repeated to ten, as published, which gives 1001 frames of a spectrogram. */
function published(): Model {
  const visual = swinV2('swinv2_large_window12_192_22k');
  const network = new AveNetwork({ visual, audio: htsat('audioset'), head: { classes: CLASSES } });
  return { network: network.initialize(43), clip: clipOf(192, [1001, 64]) };
}

function miniature(): Model {
  const stages = { depths: [2, 2], heads: [2, 4], embedDim: 16, windowSize: 4 };
  const visual = swinV2({ ...stages, imageSize: 32, classes: 0 });
  const audio = htsat({ ...HTSAT_VARIANTS.audioset, ...stages, specSize: 32, melBins: 16, classes: 1 });
  const head = { classes: CLASSES, visualHidden: 16, audioHidden: 16, dim: 16, feedForward: 16 };
  const network = new AveNetwork({ visual, audio, head, adapters: { learnedTokens: 4 } });
  return { network: network.initialize(43), clip: clipOf(32, [40, 16]) };
}

function clipOf(size: number, spectrogram: readonly [number, number]): Clip {
  const labels = Array.from({ length: SEGMENTS }, (_, second) => (second < 5 ? 3 : CLASSES.length));
  return {
    frames: signal('frames', [SEGMENTS, size, size, 3]),
    audio: signal('log-mel', [SEGMENTS, ...spectrogram]),
    segments: tf.tensor2d(labels, [1, SEGMENTS], 'int32'),
  };
}
