// What a case of the engine bench is: shapes, and a step in plain tfjs that any
// of its backends runs. peers/cases.py holds the same step for PyTorch.
import type { Sizes } from '../protocol.ts';

/** `full` is what is reported, `tiny` is for tests of the bench. */
export type Scale = (typeof SCALES)[number];
export const SCALES = ['full', 'tiny'] as const;

export interface Prepared {
  /** Computes once; nothing is left to compute when it is done. */
  step(): Promise<void>;
  /** Numbers from what the steps so far computed, by which contestants are compared. */
  sample(): Promise<number[]>;
}

export interface EngineCase {
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  readonly sizes: Readonly<Record<Scale, Sizes>>;
  /** Makes inputs and parameters on the active tfjs backend. */
  prepare(sizes: Sizes): Prepared;
}
