// Pictures have their channels last in our packages and first in the reference.

/** `[C, H*W]` to `[H*W, C]`. */
export function channelsLast(values: Float32Array, channels: number): Float32Array {
  const pixels = values.length / channels;
  return values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)] ?? Number.NaN);
}

/** `[H*W, C]` to `[C, H*W]`. */
export function channelsFirst(values: Float32Array, channels: number): Float32Array {
  const pixels = values.length / channels;
  return values.map((_, i) => values[(i % pixels) * channels + Math.floor(i / pixels)] ?? Number.NaN);
}
