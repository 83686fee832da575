// How long sums over rows are cut: ONNX Runtime's products of one row add one
// row after the other on some processors, and the rounding of a late row then is
// that of the whole sum.

/** Rows of a block: long enough for a product to be worth it, short enough for its rounding to stay small. */
const BLOCK = 128;

/** The most blocks of equal length, none shorter than `BLOCK`, that `rows` can be cut into. */
export function blocksOf(rows: number): number {
  let blocks = Math.max(1, Math.floor(rows / BLOCK));
  while (rows % blocks !== 0) blocks--;
  return blocks;
}
