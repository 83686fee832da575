// What a case is: sizes, and a step in plain tfjs that any of its backends runs.
// peers/pytorch holds the same step for PyTorch.

/** `full` is what is reported, `tiny` is for quick runs and tests of the bench. */
export type Scale = (typeof SCALES)[number];
export const SCALES = ['full', 'tiny'] as const;

/** Named whole numbers that define a case's shapes. */
export type Sizes = Readonly<Record<string, number>>;

export interface Prepared {
  /** Computes once; nothing is left to compute when it is done. */
  step(): Promise<void>;
  /** Numbers from what the steps so far computed, by which contestants are compared. */
  sample(): Promise<number[]>;
  /** Operations in the matrix products and convolutions of a step, where `countsFlops`. */
  flops?(): Promise<number>;
}

/** `S` is plain JSON: contestants get it as their task. */
export interface BenchCase<S extends object = Sizes> {
  /** Unlike that of any other case, with the suite's before it where suites share cases: `step/ave-tiny`. */
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  readonly sizes: Readonly<Record<Scale, S>>;
  /** Bytes that the largest contestant needs; one process at a time is all that fits then. Absent: small. */
  readonly heavyBytes?: number;
  /** Whether the first contestant, which must be a tfjs backend, is asked for the operations of a step. */
  readonly countsFlops?: boolean;
  /** Makes inputs and parameters on the active tfjs backend. */
  prepare(sizes: S): Prepared;
}
