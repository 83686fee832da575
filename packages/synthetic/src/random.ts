// A small seeded generator (sfc32 of the PractRand suite, seeded by hashing a
// name). Every draw of this package comes from one of these: same name, same stream.

/** Two numbers, low and high, that a value is drawn between. */
export type Range = readonly [low: number, high: number];

/** A stream of random numbers that depends on its name alone. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param name For example `"7/train/12"`: the seed and what is drawn from it. */
  constructor(readonly name: string) {
    this.a = hash(name, 0x9e3779b9);
    this.b = hash(name, 0x85ebca6b);
    this.c = hash(name, 0xc2b2ae35);
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** A 32-bit unsigned integer. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in `[low, high)`. */
  uniform(low = 0, high = 1): number {
    return low + (this.bits() / 0x1_0000_0000) * (high - low);
  }

  /** A number in the range `[low, high)`. */
  within([low, high]: Range): number {
    return this.uniform(low, high);
  }

  /** A whole number in `low ... high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** One of the items; a `RangeError` when there is none. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError(`Random "${this.name}" cannot pick from an empty list.`);
    return item;
  }

  /** `count` different items, in random order. */
  sample<T>(items: readonly T[], count: number): T[] {
    return this.shuffle(items).slice(0, count);
  }

  /** The items in random order, as a new array (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}

/** 32-bit FNV-1a with an extra mixing round (MurmurHash3's finaliser). */
function hash(text: string, salt: number): number {
  let h = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
