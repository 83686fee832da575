// Normalised pictures in other colours. Who draws the change, and how, is the caller's business.

/** What becomes of a channel's values: times `gain`, plus `shift`. */
export interface ChannelChange {
  readonly gain: number;
  readonly shift: number;
}

/** Changes pixels `[..., 3]` in place, channel by channel; where `isGrey`, each pixel's channels become their mean first. */
export function recolour(pixels: Float32Array, isGrey: boolean, changes: readonly ChannelChange[]): void {
  if (isGrey) removeColour(pixels);
  for (const [channel, { gain, shift }] of changes.entries()) {
    for (let i = channel; i < pixels.length; i += changes.length) pixels[i] = (pixels[i] ?? 0) * gain + shift;
  }
}

function removeColour(pixels: Float32Array): void {
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    pixels.fill(((pixels[i] ?? 0) + (pixels[i + 1] ?? 0) + (pixels[i + 2] ?? 0)) / 3, i, i + 3);
  }
}
