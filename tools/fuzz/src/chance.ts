// Chance that repeats: one stream of numbers for each seed. Not for anything but tests.

export class Chance {
  #state: number;

  /** The stream of a case: `seed` is the run's, `number` the case's. */
  constructor(seed: number, number = 0) {
    this.#state = (Math.imul(seed, 0x9e3779b9) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;
  }

  /** A whole number from 0 to below `end`; 0 for an `end` of 0. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** Mulberry32: a number from 0 to below 1. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}
