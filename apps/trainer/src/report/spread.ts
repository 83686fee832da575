// How numbers of several trainings lie.

export interface Spread {
  readonly mean: number;
  /** Of the sample, with n - 1; 0 of one number. */
  readonly deviation: number;
}

/** Of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
