// How a cost grows: the exponent e of `cost ~ size^e`, by least squares on logarithms.

export interface Point {
  /** Above zero, both. */
  readonly size: number;
  readonly cost: number;
}

/** NaN for fewer than two sizes. */
export function exponentOf(points: readonly Point[]): number {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ cost }) => Math.log(cost));
  const [x, y] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((value, i) => (value - x) * ((ys[i] ?? y) - y)));
  const variance = mean(xs.map((value) => (value - x) ** 2));
  return variance === 0 ? Number.NaN : covariance / variance;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
