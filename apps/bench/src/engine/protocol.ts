// What the bench and a contestant's process say to each other, one JSON value a
// line. The process gets a `Task` as its first argument, prepares, answers
// `Ready`, then a `Turn` for each number of steps on its standard input, until
// that is closed. Spoken by tfjs-process.ts and by peers/torch_peer.py.

/** Named whole numbers that define a case's shapes. */
export type Sizes = Readonly<Record<string, number>>;

export interface Task {
  readonly case: string;
  readonly sizes: Sizes;
  /** Which way the contestant computes, where its program knows several. */
  readonly mode: string;
}

export interface Ready {
  /** Some of the numbers that the first two steps computed, in an order that all contestants share. */
  readonly sample: readonly number[];
}

export interface Turn {
  /** Of each step. */
  readonly seconds: readonly number[];
  /** Most resident memory of the process so far. */
  readonly peakBytes: number;
}

/** Numbers of a sample from each array. */
export const SAMPLES = 16;
