// Which visual block of a stage works together with which audio block (spec:
// dg-sct-attention section 2, generalised from its one hard-coded case).
import { AttentionError } from './errors.ts';

/**
 * For every visual block the index of its audio block, or undefined where it runs alone. With k times as many visual
 * blocks the k-th, 2k-th, ... are paired.
 */
export function pairBlocks(visual: number, audio: number): (number | undefined)[] {
  const ratio = visual / audio;
  if (!Number.isInteger(ratio)) {
    throw new AttentionError(
      'BAD_PAIRING',
      `a stage with ${visual} visual and ${audio} audio blocks cannot be paired; the visual count must be a multiple of the audio count`,
    );
  }
  return Array.from({ length: visual }, (_, block) =>
    (block + 1) % ratio === 0 ? (block + 1) / ratio - 1 : undefined,
  );
}
