// Binary masks as run lengths: row by row, lengths of background and object in turn, background first. Small, plain
// JSON, and easy to draw.

/** Lengths of equal neighbours; the first counts zeros and may be 0. */
export function runsOf(mask: ArrayLike<number>): number[] {
  const runs = [0];
  let inside = false;
  for (let i = 0; i < mask.length; i++) {
    if ((mask[i] !== 0) !== inside) {
      runs.push(0);
      inside = !inside;
    }
    runs[runs.length - 1] = (runs[runs.length - 1] as number) + 1;
  }
  return runs;
}

/** The way back: one byte for each pixel, 0 or 1. */
export function maskOf(runs: readonly number[]): Uint8Array {
  const mask = new Uint8Array(runs.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [i, length] of runs.entries()) {
    mask.fill(i % 2, at, at + length);
    at += length;
  }
  return mask;
}
