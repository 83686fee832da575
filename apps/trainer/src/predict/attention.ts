// Spatial attention as maps that reports show.
import type { HostArray } from '@dg-sct/task';
import type { AttentionMap } from '../report/types.ts';

/** Weights over a square grid of tokens, `[T, N]`, to T maps. */
export function attentionMaps({ shape: [segments = 0, tokens = 0], data }: HostArray): AttentionMap[] {
  const side = Math.sqrt(tokens);
  return Array.from({ length: segments }, (_, t) => ({
    weights: Float32Array.from(data.subarray(t * tokens, (t + 1) * tokens)),
    rows: side,
    columns: side,
  }));
}
