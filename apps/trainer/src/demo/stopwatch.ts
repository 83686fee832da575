// Wall-clock seconds by phase.

export class Stopwatch {
  readonly #seconds = new Map<string, number>();

  /** Runs `body`; phases of the same name add up. */
  async phase<T>(name: string, body: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await body();
    } finally {
      const spent = (performance.now() - start) / 1000;
      this.#seconds.set(name, (this.#seconds.get(name) ?? 0) + spent);
    }
  }

  /** In the order of the phases' first starts, to a tenth of a second. */
  get seconds(): Record<string, number> {
    return Object.fromEntries([...this.#seconds].map(([name, value]) => [name, Math.round(10 * value) / 10]));
  }
}
