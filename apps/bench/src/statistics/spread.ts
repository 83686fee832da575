// What is told of repeated measurements: the median, how far they lie apart, and how many there are.

export interface Spread {
  readonly median: number;
  /** Quartiles: half of all measurements lie between them. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** NaN of an empty list. */
export function spreadOf(numbers: readonly number[]): Spread {
  return {
    median: quantile(numbers, 0.5),
    low: quantile(numbers, 0.25),
    high: quantile(numbers, 0.75),
    count: numbers.length,
  };
}

/** Between two neighbours in order, in proportion. */
function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
