// How long sums over rows are cut: ONNX Runtime's products of one row add one
// row after the other on some processors, and the rounding of a late row then is
// that of the whole sum.

/** Rows of a block: long enough for a product to be worth it, short enough for its rounding to stay small. */
const BLOCK = 128;

/** The most blocks of equal length, none shorter than `BLOCK`, that `rows` can be cut into. */
export function blocksOf(rows: number): number {
  return divisorOf(rows, Math.max(1, Math.floor(rows / BLOCK)));
}

/** The largest divisor of `size` that is not above `limit`. */
export function divisorOf(size: number, limit: number): number {
  let divisor = Math.min(size, limit);
  while (size % divisor !== 0) divisor--;
  return divisor;
}
