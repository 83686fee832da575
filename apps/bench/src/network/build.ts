// The AVE network of given sizes with the values that every contestant has, and clips for it. Stochastic depth, dropout and
// blanked stripes are off: two programs that draw noise compute different numbers.
import { HTSAT_VARIANTS, type Htsat, htsat } from '@dg-sct/encoder-htsat';
import { type SwinV2, swinV2 } from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { AveNetwork } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import { fill, signal } from '../contest/fill.ts';
import type { AveSizes } from './sizes.ts';

/** What the network never reads stays at its initial value, for any seed. */
const SEED = 43;

export type Clips = { readonly frames: tf.Tensor; readonly audio: tf.Tensor; readonly segments: tf.Tensor };

export function networkOf(sizes: AveSizes): AveNetwork {
  const { classes, attentionHeads, ...widths } = sizes.head;
  const network = new AveNetwork({
    ...encodersOf(sizes),
    adapters: sizes.adapters,
    head: {
      ...widths,
      classes: namesOf(classes),
      segments: sizes.segments,
      heads: attentionHeads,
      dropout: 0,
      projectionDropout: 0,
    },
  });
  return filled(network);
}

/** Both encoders, which draw no noise. */
export function encodersOf({ visual, audio }: Pick<AveSizes, 'visual' | 'audio'>): {
  visual: SwinV2;
  audio: Htsat;
} {
  const encoderOf = ({ dim, depths, heads, window }: AveSizes['visual']) => ({
    embedDim: dim,
    depths,
    heads,
    windowSize: window,
    dropPathRate: 0,
  });
  return {
    visual: swinV2({ ...encoderOf(visual), imageSize: visual.edge, classes: 0 }),
    audio: htsat({
      ...HTSAT_VARIANTS.audioset,
      ...encoderOf(audio),
      specSize: audio.edge,
      melBins: audio.melBins,
      classes: 1,
      trainMode: { specAugment: false },
    }),
  };
}

/** The network with the values that every contestant has. */
export function filled<N extends Module>(network: N): N {
  for (const [name, parameter] of network.namedParameters()) {
    if (!isDerived(name)) parameter.set(fill(name, parameter.shape));
  }
  return network.initialize(SEED);
}

export const namesOf = (classes: number): string[] =>
  Array.from({ length: classes }, (_, index) => `class ${index}`);

/** Masks, indices, Fourier kernels and filters follow from sizes; counters start at zero. */
function isDerived(name: string): boolean {
  return /attn_mask|relative_position_index|_extractor\.|num_batches_tracked/.test(name);
}

/** Frames `[B*T, edge, edge, 3]`, log-mel spectrograms `[B*T, frames, mels]`, labels `[B, T]`: class 3 and then background. */
export function clipsFor(sizes: AveSizes): Clips {
  const { clips, segments, head } = sizes;
  const labels = Array.from({ length: clips * segments }, (_, index) =>
    index % segments < segments / 2 ? 3 : head.classes,
  );
  return {
    frames: framesFor(sizes, 'frames'),
    audio: soundFor(sizes),
    segments: tf.tensor2d(labels, [clips, segments], 'int32'),
  };
}

type Encoding = Pick<AveSizes, 'clips' | 'segments' | 'visual' | 'audio'>;

/** `[B*T, edge, edge, 3]` */
export const framesFor = ({ clips, segments, visual }: Encoding, name: string): tf.Tensor =>
  signal(name, [clips * segments, visual.edge, visual.edge, 3]);

/** Log-mel spectrograms, `[B*T, frames, mels]`. */
export const soundFor = ({ clips, segments, audio }: Encoding): tf.Tensor =>
  signal('log-mel', [clips * segments, audio.frames, audio.melBins]);
