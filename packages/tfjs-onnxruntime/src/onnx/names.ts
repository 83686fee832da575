// Names that are taken once only, as ONNX wants them for all values of a graph.

export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** `wished`, or `wished_2`, `wished_3`, ... where it is taken. */
  add(wished: string): string {
    let name = wished;
    for (let count = 2; this.#taken.has(name); count++) name = `${wished}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
