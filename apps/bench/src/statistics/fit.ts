// How a cost grows: the exponent e of `cost ~ size^e`, by least squares on logarithms.
import { meanOf } from './mean.ts';

export interface Point {
  /** Above zero, both. */
  readonly size: number;
  readonly cost: number;
}

/** NaN for fewer than two sizes. */
export function exponentOf(points: readonly Point[]): number {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ cost }) => Math.log(cost));
  const [x, y] = [meanOf(xs), meanOf(ys)];
  const covariance = meanOf(xs.map((value, i) => (value - x) * ((ys[i] ?? y) - y)));
  const variance = meanOf(xs.map((value) => (value - x) ** 2));
  return variance === 0 ? Number.NaN : covariance / variance;
}
