// Reads a cache of prepared tensors: single clips, or batches in a seeded order.
// It stores what it is given; decoding, log-mel and labels are the trainer's business.
import { join } from 'node:path';
import { type HostTensor, openSafetensors, type TypedArray } from '@dg-sct/checkpoint';
import { hashedNames, hashKey, hashTensor } from './cache-hash.ts';
import { type CacheEntry, hashOptions, type Json, readIndex } from './cache-index.ts';
import { DatasetError } from './errors.ts';

/** Clips stacked on a new first axis. */
export interface CacheBatch {
  readonly entries: readonly CacheEntry[];
  /** By name, each `[B, ...]`. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
}

export interface BatchRequest {
  /** Clips in a batch; the last batch holds what is left. */
  readonly batchSize: number;
  /** Random order, another one every epoch; otherwise the order of ids. */
  readonly shuffle?: boolean;
  readonly seed?: number;
  readonly epoch?: number;
}

/** A complete cache on disk. */
export class PreparedCache {
  constructor(
    readonly dir: string,
    /** Ordered by id. */
    readonly entries: readonly CacheEntry[],
  ) {}

  /**
   * The tensors of one clip, or only those of these names that it has, as they were written to the last bit.
   * @throws {DatasetError} CACHE_CORRUPT, also where a bit of a tensor is no longer what it was.
   */
  async read({ id, file: name }: CacheEntry, names?: readonly string[]): Promise<Map<string, HostTensor>> {
    const file = join(this.dir, name);
    try {
      return await readChecked(file, id, names);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `The prepared clip ${file} cannot be used (${reason}); delete it and prepare the data again.`;
      throw new DatasetError('CACHE_CORRUPT', message, { file, cause });
    }
  }

  /** The clips in the order of an epoch; depends on seed, epoch and number of clips alone. */
  order({ shuffle = false, seed = 0, epoch = 0 }: Omit<BatchRequest, 'batchSize'> = {}): CacheEntry[] {
    if (!shuffle) return [...this.entries];
    const keyed = this.entries.map((entry, i) => ({ entry, key: mix(mix(mix(seed) ^ epoch) ^ i) }));
    return keyed.sort((a, b) => a.key - b.key).map(({ entry }) => entry);
  }

  /**
   * All clips of an epoch, in batches.
   * @throws {DatasetError} CACHE_ENTRY for a batch size below one or clips that do not fit together.
   */
  async *batches(request: BatchRequest): AsyncGenerator<CacheBatch, void, undefined> {
    const { batchSize } = request;
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      const message = `The batch size must be a whole number of at least 1, got ${batchSize}.`;
      throw new DatasetError('CACHE_ENTRY', message);
    }
    const order = this.order(request);
    for (let start = 0; start < order.length; start += batchSize) {
      const entries = order.slice(start, start + batchSize);
      const clips = await Promise.all(entries.map((entry) => this.read(entry)));
      yield { entries, tensors: stackClips(clips, entries) };
    }
  }
}

/**
 * Opens a cache. With `options`, they must be those it was prepared with.
 * @throws {DatasetError} CACHE_MISSING, CACHE_CORRUPT or CACHE_OPTIONS.
 */
export function openCache(dir: string, { options }: { readonly options?: Json } = {}): PreparedCache {
  const index = readIndex(dir);
  if (options !== undefined && hashOptions(options) !== index.optionsHash) {
    const message = `The cache in ${dir} was prepared with other options; prepare the data again with the present ones.`;
    throw new DatasetError('CACHE_OPTIONS', message, { file: dir });
  }
  return new PreparedCache(dir, index.entries);
}

async function readChecked(
  path: string,
  id: string,
  names?: readonly string[],
): Promise<Map<string, HostTensor>> {
  const { entries, metadata, read, close } = await openSafetensors(path);
  try {
    const tensors = new Map<string, HostTensor>();
    for (const name of names ?? new Set([...entries.keys(), ...hashedNames(metadata)])) {
      const hash = metadata[hashKey(name)];
      if (hash === undefined && !entries.has(name)) continue;
      const tensor = await read(name);
      if (hashTensor(id, name, tensor) !== hash) throw new Error(`"${name}" is not what was written`);
      tensors.set(name, tensor);
    }
    return tensors;
  } finally {
    await close();
  }
}

function stackClips(
  clips: readonly ReadonlyMap<string, HostTensor>[],
  entries: readonly CacheEntry[],
): Map<string, HostTensor> {
  const stacked = new Map<string, HostTensor>();
  for (const [name, first] of clips[0] ?? []) {
    const parts = clips.map((clip, i) => {
      const part = clip.get(name);
      if (part !== undefined && part.dtype === first.dtype && `${part.shape}` === `${first.shape}`)
        return part;
      const found = part === undefined ? 'is absent' : `is ${part.dtype} [${part.shape}]`;
      const message = `Clip "${entries[i]?.id}": tensor "${name}" ${found}, expected ${first.dtype} [${first.shape}] as in clip "${entries[0]?.id}"; prepare all clips alike.`;
      throw new DatasetError('CACHE_ENTRY', message);
    });
    stacked.set(name, stack(first, parts));
  }
  return stacked;
}

/** Equal shapes `[...]` to one `[B, ...]`. */
function stack(first: HostTensor, parts: readonly HostTensor[]): HostTensor {
  const ArrayKind = first.data.constructor as new (length: number) => TypedArray;
  const data = new ArrayKind(first.data.length * parts.length);
  const bytes = new Uint8Array(data.buffer);
  parts.forEach((part, i) => {
    const source = new Uint8Array(part.data.buffer, part.data.byteOffset, part.data.byteLength);
    bytes.set(source, i * first.data.byteLength);
  });
  return { dtype: first.dtype, shape: [parts.length, ...first.shape], data } as HostTensor;
}

/** MurmurHash3's finaliser: a permutation of 32-bit numbers, so keys of one epoch never collide. */
function mix(value: number): number {
  let h = (value ^ 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
