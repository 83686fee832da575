// What a case is: sizes, and a step in plain tfjs that any of its backends runs.
// peers/pytorch holds the same step for PyTorch.

import type { Precision } from '@dg-sct/tfjs-onnxruntime';

/** `full` is what is reported, `tiny` is for quick runs and tests of the bench. */
export type Scale = 'full' | 'tiny';

/** Named whole numbers that define a case's shapes. */
export type Sizes = Readonly<Record<string, number>>;

export interface Prepared {
  /** Computes once; nothing is left to compute when it is done. */
  step(): Promise<void>;
  /** Numbers from what the steps so far computed, array by array, by which contestants are compared. */
  sample(): Promise<number[][]>;
  /** Operations in the matrix products and convolutions of a step, where `countsFlops`. */
  flops?(): Promise<number>;
}

/** What a contest needs to know. `S` is plain JSON: contestants get it as their task. */
export interface ContestEntry<S extends object = Sizes> {
  /** Unlike that of any other case, with the suite's before it where suites share cases: `step/ave-tiny`. */
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  readonly sizes: Readonly<Record<Scale, S>>;
  /** Bytes that the largest contestant needs; one process at a time is all that fits then. Absent: small. */
  readonly heavyBytes?: number;
  /** Whether the first contestant, which must be a tfjs backend, is asked for the operations of a step. */
  readonly countsFlops?: boolean;
  /** Whether no peer has it: the first contestant is measured alone. */
  readonly alone?: boolean;
  /** Largest difference between two contestants' numbers, of the largest number of an array; default 1e-3. */
  readonly tolerance?: number;
  /** In its place in full size. */
  readonly fullTolerance?: number;
  /**
   * For cases in which rounding decides: all are compared with exact numbers where somebody computes them, the first contestant by
   * `tolerance`, others by this.
   */
  readonly roundingOfOthers?: number;
}

/** A case of tfjs. */
export interface BenchCase<S extends object = Sizes> extends ContestEntry<S> {
  /** Makes inputs and parameters on the active tfjs backend. @param precision of frozen weights, where the case has some */
  prepare(sizes: S, precision?: Precision): Prepared;
}
