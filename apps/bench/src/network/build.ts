// The AVE network of given sizes with the values that every contestant has, and clips for it. Stochastic depth, dropout and
// blanked stripes are off: two programs that draw noise compute different numbers.
import { HTSAT_VARIANTS, htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { AveNetwork } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import { fill, signal } from '../contest/fill.ts';
import type { AveSizes } from './sizes.ts';

/** What the network never reads stays at its initial value, for any seed. */
const SEED = 43;

export type Clips = { readonly frames: tf.Tensor; readonly audio: tf.Tensor; readonly segments: tf.Tensor };

export function networkOf({ visual, audio, adapters, head, segments }: AveSizes): AveNetwork {
  const encoderOf = ({ dim, depths, heads, window }: AveSizes['visual']) => ({
    embedDim: dim,
    depths,
    heads,
    windowSize: window,
    dropPathRate: 0,
  });
  const { classes, attentionHeads, ...widths } = head;
  const network = new AveNetwork({
    visual: swinV2({ ...encoderOf(visual), imageSize: visual.edge, classes: 0 }),
    audio: htsat({
      ...HTSAT_VARIANTS.audioset,
      ...encoderOf(audio),
      specSize: audio.edge,
      melBins: audio.melBins,
      classes: 1,
      trainMode: { specAugment: false },
    }),
    adapters,
    head: {
      ...widths,
      classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
      segments,
      heads: attentionHeads,
      dropout: 0,
      projectionDropout: 0,
    },
  });
  for (const [name, parameter] of network.namedParameters()) {
    if (!isDerived(name)) parameter.set(fill(name, parameter.shape));
  }
  return network.initialize(SEED);
}

/** Masks, indices, Fourier kernels and filters follow from sizes; counters start at zero. */
function isDerived(name: string): boolean {
  return /attn_mask|relative_position_index|_extractor\.|num_batches_tracked/.test(name);
}

/** Frames `[B*T, edge, edge, 3]`, log-mel spectrograms `[B*T, frames, mels]`, labels `[B, T]`: class 3 and then background. */
export function clipsFor({ clips, segments, visual, audio, head }: AveSizes): Clips {
  const labels = Array.from({ length: clips * segments }, (_, index) =>
    index % segments < segments / 2 ? 3 : head.classes,
  );
  return {
    frames: signal('frames', [clips * segments, visual.edge, visual.edge, 3]),
    audio: signal('log-mel', [clips * segments, audio.frames, audio.melBins]),
    segments: tf.tensor2d(labels, [clips, segments], 'int32'),
  };
}
