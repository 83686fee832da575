// Fills a cache of prepared tensors, one safetensors file per clip. What an
// interrupted run has written is kept by the next one; the index comes last.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CheckpointError,
  type HostTensor,
  openSafetensors,
  writeFileAtomic,
  writeSafetensors,
} from '@dg-sct/checkpoint';
import { hashKey, hashTensor } from './cache-hash.ts';
import {
  type CacheEntry,
  type CacheIndex,
  hashOptions,
  INDEX_FILE,
  INDEX_VERSION,
  isFileName,
  type Json,
  sizeOf,
} from './cache-index.ts';
import { DatasetError } from './errors.ts';

export interface CacheDescription {
  /** All that decides the tensors' values: a clip prepared with others is prepared again. */
  readonly options: Json;
}

/** Collects the clips of one cache. Calls for different clips may overlap in time. */
export class CacheWriter {
  private readonly entries = new Map<string, CacheEntry>();
  private readonly optionsHash: string;

  /** @throws {DatasetError} CACHE_WRITE when the folder cannot be made. */
  constructor(
    readonly dir: string,
    private readonly description: CacheDescription,
  ) {
    this.optionsHash = hashOptions(description.options);
    try {
      mkdirSync(dir, { recursive: true });
    } catch (cause) {
      throw writeError(dir, cause);
    }
  }

  /** Takes over a clip that is there already; false when it must be prepared and added. */
  async keep(id: string): Promise<boolean> {
    const path = this.pathOf(id);
    if (sizeOf(path) === undefined) return false;
    try {
      const file = await openSafetensors(path);
      await file.close();
      const { metadata, entries } = file;
      const hashed = [...entries.keys()].every((name) => metadata[hashKey(name)] !== undefined);
      if (metadata.options !== this.optionsHash || !hashed) return false;
    } catch (cause) {
      if (cause instanceof CheckpointError) return false;
      throw cause;
    }
    this.enter(id);
    return true;
  }

  /**
   * Writes a clip; the file appears only when it is complete.
   * @throws {DatasetError} CACHE_ENTRY for an id that is no file name, CACHE_WRITE.
   */
  async add(id: string, tensors: Iterable<readonly [string, HostTensor]>): Promise<void> {
    const path = this.pathOf(id);
    try {
      // An index that lists the old file must not outlive it.
      rmSync(join(this.dir, INDEX_FILE), { force: true });
      const all = [...tensors];
      const hashes = all.map(([name, tensor]) => [hashKey(name), hashTensor(id, name, tensor)]);
      await writeSafetensors(path, all, { id, options: this.optionsHash, ...Object.fromEntries(hashes) });
    } catch (cause) {
      throw writeError(path, cause);
    }
    this.enter(id);
  }

  /** Writes the index of all clips kept and added. @throws {DatasetError} CACHE_WRITE. */
  async finish(): Promise<void> {
    const { options } = this.description;
    const entries = [...this.entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const index: CacheIndex = { version: INDEX_VERSION, options, optionsHash: this.optionsHash, entries };
    const path = join(this.dir, INDEX_FILE);
    await writeFileAtomic(path, `${JSON.stringify(index, null, 1)}\n`).catch((cause: unknown) => {
      throw writeError(path, cause);
    });
  }

  private enter(id: string): void {
    this.entries.set(id, { id, file: fileOf(id), bytes: sizeOf(this.pathOf(id)) ?? 0 });
  }

  private pathOf(id: string): string {
    return join(this.dir, fileOf(id));
  }
}

function fileOf(id: string): string {
  const name = `${id}.safetensors`;
  if (isFileName(name)) return name;
  const message = `"${id}" cannot name a clip of a cache; use up to 200 letters, digits, "_", "-" and ".".`;
  throw new DatasetError('CACHE_ENTRY', message);
}

function writeError(path: string, cause: unknown): DatasetError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Cannot write the cache at ${path}: ${reason}`;
  return new DatasetError('CACHE_WRITE', message, { file: path, cause });
}
