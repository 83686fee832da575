// Cleaned graphs on disk, so that the next process need not clean them again. A cache may lose anything at any
// time: what can't be read is made anew, and what can't be written is not kept.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEntry, encodeEntry, type Prepared } from './entry.ts';
import { defaultFolder } from './folder.ts';

const SUFFIX = '.graph';
const UNFINISHED = '.part';
/** A file that was begun this long ago was left behind by a process that ended. */
const ABANDONED_MS = 3_600_000;

const pathOf = (folder: string, name: string, suffix: string): string => join(folder, `${name}${suffix}`);

export interface GraphCacheSettings {
  /** Made when it is needed; undefined switches the cache off. */
  readonly folder: string | undefined;
  /** The most that the folder may hold; the least recently used graphs go first. */
  readonly maxBytes: number;
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

export class GraphCache {
  #settings: GraphCacheSettings = { folder: defaultFolder(), maxBytes: 2 ** 29 };

  /** For functions that are compiled from now on. */
  configure(settings: Partial<GraphCacheSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  get isOn(): boolean {
    return this.#settings.folder !== undefined;
  }

  async read(key: string): Promise<Prepared | undefined> {
    const { folder } = this.#settings;
    if (folder === undefined) return undefined;
    const path = pathOf(folder, key, SUFFIX);
    try {
      const found = decodeEntry(await readFile(path));
      const now = new Date();
      if (found !== undefined) await utimes(path, now, now);
      return found;
    } catch {
      return undefined;
    }
  }

  async write(key: string, prepared: Prepared): Promise<void> {
    const { folder, maxBytes } = this.#settings;
    if (folder === undefined) return;
    const parts = encodeEntry(prepared);
    if (parts.reduce((sum, part) => sum + part.length, 0) > maxBytes) return;
    const unfinished = pathOf(folder, randomUUID(), UNFINISHED);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(unfinished, 'wx');
      try {
        for (const part of parts) await file.writeFile(part);
      } finally {
        await file.close();
      }
      await rename(unfinished, pathOf(folder, key, SUFFIX));
      await shrink(folder, maxBytes);
    } catch {
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }
}

/** Takes away what was used longest ago until the rest fits, and what others left unfinished. */
async function shrink(folder: string, maxBytes: number): Promise<void> {
  const names = await readdir(folder);
  const graphs = await entriesOf(folder, names, SUFFIX);
  let bytes = graphs.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of graphs.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= maxBytes) break;
    await rm(entry.path, { force: true });
    bytes -= entry.bytes;
  }
  for (const { path, usedMs } of await entriesOf(folder, names, UNFINISHED)) {
    if (Date.now() - usedMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function entriesOf(folder: string, names: readonly string[], suffix: string): Promise<Entry[]> {
  const paths = names.filter((name) => name.endsWith(suffix)).map((name) => join(folder, name));
  const entries = await Promise.all(
    // Another process may have taken it away since the folder was read.
    paths.map((path) =>
      stat(path).then(
        ({ size, mtimeMs }) => [{ path, bytes: size, usedMs: mtimeMs }],
        () => [],
      ),
    ),
  );
  return entries.flat();
}

/** The cache of all compiled functions. */
export const graphCache = new GraphCache();
