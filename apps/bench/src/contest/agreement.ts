// Whether contestants compute the same: whoever computes something else is not faster or slower but wrong.
import { meanOf } from '../statistics/mean.ts';
import type { Sample } from './protocol.ts';

/** From the numbers compared with, as parts of the largest number of an array. */
export interface Difference {
  readonly largest: number;
  readonly mean: number;
}

export interface Computed {
  readonly name: string;
  readonly sample: Sample;
}

export class Disagreement extends Error {}

export class Agreement {
  readonly #case: string;
  #reference: Computed | undefined;

  /** @param reference whom all are compared with; the first one checked where absent */
  constructor(name: string, reference?: Computed) {
    this.#case = name;
    this.#reference = reference;
  }

  /** Throws `Disagreement`. */
  check(computed: Computed, tolerance: number): Difference {
    this.#reference ??= computed;
    const difference = differenceBetween(this.#reference.sample, computed.sample);
    if (difference.largest <= tolerance) return difference;
    throw new Disagreement(
      `${this.#case}: ${this.#reference.name} and ${computed.name} must compute the same but differ by ` +
        `${difference.largest.toExponential(1)} of the largest number`,
    );
  }
}

/** NaN where the samples do not fit together. */
function differenceBetween(a: Sample, b: Sample): Difference {
  if (a.length !== b.length) return { largest: Number.NaN, mean: Number.NaN };
  const parts = a.flatMap((values, index) => differencesOfArrays(values, b[index] ?? []));
  return { largest: Math.max(0, ...parts), mean: meanOf(parts) };
}

function differencesOfArrays(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) return [Number.NaN];
  const scale = Math.max(...a.map(Math.abs), Number.MIN_VALUE);
  return a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN)) / scale);
}
