// The prepared clips of one split, for training and evaluation.
import type { CacheEntry, PreparedCache } from '@dg-sct/datasets';
import type { BaseConfig } from '../config/sections.ts';
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { Clip, Example, Split } from '../tasks/data.ts';
import { readSplitOf } from '../tasks/registry.ts';
import { locateSplit } from './location.ts';
import type { Tensors } from './material.ts';
import { prepareClips } from './split.ts';

interface Entry<E extends Example> {
  readonly example: E;
  readonly entry: CacheEntry;
}

export class PreparedSplit<E extends Example = Example> {
  /** Names in class-index order. */
  readonly classes: readonly string[];
  /** Those whose clips can be used, in the order that `read` counts. */
  readonly examples: readonly E[];
  readonly #cache: PreparedCache;
  readonly #entries: readonly Entry<E>[];
  readonly #held: ReadonlyMap<Clip, Tensors>;

  constructor(
    cache: PreparedCache,
    classes: readonly string[],
    entries: readonly Entry<E>[],
    held: ReadonlyMap<Clip, Tensors> = new Map(),
  ) {
    this.classes = classes;
    this.examples = entries.map(({ example }) => example);
    this.#cache = cache;
    this.#entries = entries;
    this.#held = held;
  }

  get size(): number {
    return this.examples.length;
  }

  /** Its first `count` examples. */
  first(count: number): PreparedSplit<E> {
    return new PreparedSplit(this.#cache, this.classes, this.#entries.slice(0, count), this.#held);
  }

  /** The same examples, whose clips have these tensors, in memory, in the place of those in the cache. */
  holding(tensors: ReadonlyMap<Clip, Tensors>): PreparedSplit<E> {
    return new PreparedSplit(this.#cache, this.classes, this.#entries, tensors);
  }

  /** The tensors of example `index`, from 0; of those in the cache only the named ones, if any are. @throws {DatasetError} CACHE_CORRUPT. */
  async read(index: number, names?: readonly string[]): Promise<Tensors> {
    const found = this.#entries[index];
    if (found === undefined) throw new RangeError(`there is no clip ${index}; the split has ${this.size}`);
    const { example, entry } = found;
    return this.#held.get(example.clip) ?? Object.fromEntries(await this.#cache.read(entry, names));
  }
}

export interface PreparedResult {
  readonly split: PreparedSplit;
  /** Clips that this run prepared. */
  readonly prepared: number;
  /** Clips that can be used. */
  readonly clips: number;
  /** Clips that are missing or damaged. */
  readonly skipped: number;
}

/**
 * Prepares the clips of a split that are not prepared yet; those that are missing or damaged are named and left out.
 * @throws {UsageError} without `data.dir`; {DatasetError} for files of the data set; and what `prepareClips` throws.
 */
export async function prepareSplit(
  config: BaseConfig,
  split: Split,
  io: CommandIo,
  workers?: number,
): Promise<PreparedResult> {
  const { dataDir } = locateSplit(config, split);
  const read = await readSplitOf(config.task);
  const { classes, examples, clipsFrom = split } = read(dataDir, split, config);
  const location = locateSplit(config, clipsFrom);
  const clips = [...new Set(examples.map(({ clip }) => clip))];
  const request = { clips, split, location, io, ...(workers === undefined ? {} : { workers }) };
  const { cache, ids, prepared } = await prepareClips(request);
  const byId = new Map(cache.entries.map((entry) => [entry.id, entry]));
  const entries = examples.flatMap((example) => {
    const entry = byId.get(ids.get(example.clip) ?? '');
    return entry === undefined ? [] : [{ example, entry }];
  });
  return {
    split: new PreparedSplit(cache, classes, entries),
    prepared,
    clips: ids.size,
    skipped: clips.length - ids.size,
  };
}

/**
 * Opens a split, and first prepares the clips that are not prepared yet.
 * @throws what `prepareSplit` throws, and {CommandError} when no clip of the split can be used.
 */
export async function openPrepared(config: BaseConfig, split: Split, io: CommandIo): Promise<PreparedSplit> {
  const { split: opened } = await prepareSplit(config, split, io);
  if (opened.size > 0) return opened;
  throw new CommandError(
    `no clip of the ${split} split in ${config.data.dir} can be used; see the files named above`,
  );
}
