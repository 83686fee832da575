// Masks at another size: a pixel belongs to the mask where at least half of what it covers does. At the same size
// nothing changes.
import type { Picture } from '@dg-sct/media';

/** `[height, width, 1]`, 0 or 1, to `[size, size]`; the aspect ratio is not kept, as it is not of frames. */
export function resizeMask({ data, height, width }: Picture<Uint8Array>, size: number): Uint8Array {
  const rows = overlaps(height, size);
  const columns = overlaps(width, size);
  const resized = new Uint8Array(size * size);
  for (const [r, covered] of rows.entries()) {
    for (const [c, across] of columns.entries()) {
      let inside = 0;
      for (const [row, tall] of covered) {
        for (const [column, wide] of across) inside += tall * wide * (data[row * width + column] as number);
      }
      resized[r * size + c] = 2 * inside >= height * width ? 1 : 0;
    }
  }
  return resized;
}

/** For each of `to` cells, which of `from` it covers, and how much of it, in parts of which a cell has `from`. */
function overlaps(from: number, to: number): [index: number, part: number][][] {
  return Array.from({ length: to }, (_, cell) => {
    const [start, end] = [cell * from, (cell + 1) * from];
    const first = Math.floor(start / to);
    return Array.from({ length: Math.ceil(end / to) - first }, (_none, n): [number, number] => {
      const index = first + n;
      return [index, Math.min(end, (index + 1) * to) - Math.max(start, index * to)];
    });
  });
}
