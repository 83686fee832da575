// Weights of tokens as grids that lie over pictures.
import type { AttentionMap } from '../report/types.ts';

/** `[T, N]` to T square grids. */
export function attentionMaps(weights: Float32Array | Int32Array, segments: number): AttentionMap[] {
  const tokens = weights.length / segments;
  const side = Math.sqrt(tokens);
  return Array.from({ length: segments }, (_, t) => ({
    weights: Float32Array.from(weights.subarray(t * tokens, (t + 1) * tokens)),
    rows: side,
    columns: side,
  }));
}
