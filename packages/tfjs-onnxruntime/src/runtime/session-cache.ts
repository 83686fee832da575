// Sessions kept open for graphs that come again, bounded in number and in the
// memory that their arenas may hold; the least recently used goes first.
import { runtime } from './runtime.ts';

const MAX_SESSIONS = 256;
const MAX_BYTES = 2 ** 28;

interface Entry {
  readonly session: Promise<number>;
  readonly bytes: number;
  users: number;
}

export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #generation = runtime.generation;

  /** Calls `use` with the session of the graph named by `key`, which `open` opens where it is not there. */
  async with<T>(
    key: string,
    bytes: number,
    open: () => Promise<number>,
    use: (session: number) => Promise<T>,
  ): Promise<T> {
    if (this.#generation !== runtime.generation) this.#clear();
    const entry = this.#entries.get(key) ?? { session: open(), bytes, users: 0 };
    entry.users += 1;
    this.#add(key, entry);
    try {
      return await use(await entry.session);
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#remove(key, entry);
      throw error;
    } finally {
      entry.users -= 1;
      this.#shrink();
    }
  }

  /** Makes the entry the most recently used. */
  #add(key: string, entry: Entry): void {
    if (!this.#entries.delete(key)) this.#bytes += entry.bytes;
    this.#entries.set(key, entry);
  }

  #shrink(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= MAX_SESSIONS && this.#bytes <= MAX_BYTES) return;
      if (entry.users === 0) this.#remove(key, entry);
    }
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    // A session that did not open, or whose worker is gone, needs no release.
    entry.session.then((session) => runtime.releaseSession(session)).catch(() => {});
  }

  #clear(): void {
    this.#generation = runtime.generation;
    for (const [key, entry] of this.#entries) this.#remove(key, entry);
  }
}
