// Clips in other colours, so that what is learnt of them depends less on a palette. For training alone.
import { deriveSeed, type Random, seededRandom } from '@dg-sct/nn';
import type { HostArray } from '@dg-sct/task';
import { recolour } from '../prepare/recolour.ts';

/** Part of the clips that lose their colour. */
const GREY = 0.25;
const CHANNELS = 3;

/** Where in a training a batch stands. */
export interface JitterPlace {
  /** How far channels are stretched, by a factor in `[1 - strength, 1 + strength]`, and moved, by as many standard deviations. */
  readonly strength: number;
  readonly seed: number;
  readonly epoch: number;
  /** Index in the split of each example, in the order of the batch. */
  readonly indices: readonly number[];
}

/** Normalised frames `[B*T, H, W, 3]`; all frames of an example change alike, and in each epoch in another way. */
export function jitterColours(frames: HostArray, { strength, seed, epoch, indices }: JitterPlace): HostArray {
  const data = Float32Array.from(frames.data);
  const size = data.length / indices.length;
  for (const [i, index] of indices.entries()) {
    const random = seededRandom(deriveSeed(seed, `colours of ${index} in epoch ${epoch}`));
    jitterClip(data.subarray(i * size, (i + 1) * size), strength, random);
  }
  return { data, shape: frames.shape };
}

function jitterClip(pixels: Float32Array, strength: number, random: Random): void {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const isGrey = random() < GREY;
  const changes = Array.from({ length: CHANNELS }, () => ({
    gain: between(1 - strength, 1 + strength),
    shift: between(-strength, strength),
  }));
  recolour(pixels, isGrey, changes);
}
