// What was answered where something else was true, counted.

/** A square of counts: rows are what is true, columns what was answered. */
export interface ConfusionMatrix {
  /** Such as `heard`; absent where a task has one matrix alone. */
  readonly title?: string;
  /** Of rows and columns alike. */
  readonly names: readonly string[];
  /** What is counted, in the plural. */
  readonly unit: string;
  /** `[names, names]`, row-major. */
  readonly counts: readonly number[];
}

export class ConfusionCounts {
  readonly #names: readonly string[];
  readonly #counts: number[];

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#counts = new Array<number>(names.length ** 2).fill(0);
  }

  /** Both are indices of names; any other one is not counted. */
  add(truth: number, answer: number): void {
    const size = this.#names.length;
    if (!(answer >= 0 && answer < size)) return;
    const cell = truth * size + answer;
    const count = this.#counts[cell];
    if (count !== undefined) this.#counts[cell] = count + 1;
  }

  /** By name: how many were of it, and how many of these were answered so. */
  get rows(): { readonly name: string; readonly total: number; readonly correct: number }[] {
    const size = this.#names.length;
    return this.#names.map((name, i) => ({
      name,
      total: this.#counts.slice(i * size, (i + 1) * size).reduce((sum, count) => sum + count, 0),
      correct: this.#counts[i * size + i] ?? 0,
    }));
  }

  /** Over all names. */
  get overall(): { readonly total: number; readonly correct: number } {
    const sum = (key: 'total' | 'correct'): number => this.rows.reduce((all, row) => all + row[key], 0);
    return { total: sum('total'), correct: sum('correct') };
  }

  matrix(unit: string, title?: string): ConfusionMatrix {
    return { ...(title === undefined ? {} : { title }), names: this.#names, unit, counts: [...this.#counts] };
  }
}
