// What the bench and a contestant's process say to each other, one JSON value a
// line. The process gets a `Task` as its first argument, prepares, answers
// `Ready`, then a `Turn` for each number of steps on its standard input, until
// that is closed. Spoken by tfjs-process.ts and by peers/pytorch/peer.py. The
// former alone answers `flops` with `Flops`.

export interface Task {
  /** The case's id. */
  readonly case: string;
  readonly sizes: object;
  /** Which way the contestant computes, where its program knows several. */
  readonly mode: string;
  readonly threads?: number;
}

export type Sample = readonly (readonly number[])[];

export interface Ready {
  /** Some of the numbers that the first two steps computed, array by array, in an order that all contestants share. */
  readonly sample: Sample;
  /** What computes, with its version. */
  readonly version: string;
}

export interface Turn {
  /** Of each step. */
  readonly seconds: readonly number[];
  /** Most resident memory of the process so far. */
  readonly peakBytes: number;
}

export interface Flops {
  readonly flops: number;
}

/** Numbers of a sample from each array. */
export const SAMPLES = 16;
