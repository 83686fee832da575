// The prepared clips of one split, for training and evaluation.
import type { HostTensor } from '@dg-sct/checkpoint';
import type { AveSplit, CacheEntry, PreparedCache } from '@dg-sct/datasets';
import type { AveConfig } from '../config/schema.ts';
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { ClipTensors } from './clip.ts';
import { prepareSplit } from './split.ts';

export interface PreparedClip extends ClipTensors {
  /** Names the clip in messages. */
  readonly name: string;
  /** `[T]`: class index of every second, `classes.length` for background. */
  readonly labels: readonly number[];
}

export class PreparedSplit {
  readonly #cache: PreparedCache;
  readonly #entries: readonly CacheEntry[];

  /** `ids` are clips of `cache`, in the order that `read` counts. */
  constructor(cache: PreparedCache, ids: readonly string[]) {
    const byId = new Map(cache.entries.map((entry) => [entry.id, entry]));
    this.#cache = cache;
    this.#entries = ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Names in class-index order. */
  get classes(): readonly string[] {
    return this.#cache.classes;
  }

  /** Number of clips. */
  get size(): number {
    return this.#entries.length;
  }

  /** `[clips][T]` class indices, without reading a tensor. */
  get labels(): readonly (readonly number[])[] {
    return this.#entries.map(({ labels }) => labels);
  }

  /** Clip `index`, from 0, in the order of the split file. @throws {DatasetError} CACHE_CORRUPT. */
  async read(index: number): Promise<PreparedClip> {
    const entry = this.#entries[index];
    if (entry === undefined) throw new RangeError(`there is no clip ${index}; the split has ${this.size}`);
    const tensors = await this.#cache.read(entry);
    const { id: name, labels } = entry;
    return {
      name,
      labels,
      frames: tensorOf(tensors, 'frames', name),
      logmel: tensorOf(tensors, 'logmel', name),
    };
  }
}

/**
 * Opens a split, and first prepares the clips that are not prepared yet.
 * @throws what `prepareSplit` throws, and {CommandError} when no clip of the split can be used.
 */
export async function openPrepared(
  config: AveConfig,
  split: AveSplit,
  io: CommandIo,
): Promise<PreparedSplit> {
  const { cache, ids } = await prepareSplit({ config, split, io });
  if (ids.length === 0) {
    throw new CommandError(
      `no clip of the ${split} split in ${config.data.dir} can be used; see the files named above`,
    );
  }
  return new PreparedSplit(cache, ids);
}

function tensorOf(tensors: ReadonlyMap<string, HostTensor>, key: string, clip: string): HostTensor {
  const tensor = tensors.get(key);
  if (tensor !== undefined) return tensor;
  throw new CommandError(
    `the prepared clip ${clip} has no "${key}"; delete the cache and prepare the data again`,
  );
}
