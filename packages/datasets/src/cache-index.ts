// The index of a cache of prepared tensors: which clip lies in which file, and
// with which options it was prepared. Written last, so its presence means a complete cache.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetError } from './errors.ts';

/** Anything that JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One prepared clip. */
export interface CacheEntry {
  readonly id: string;
  /** File name inside the cache folder. */
  readonly file: string;
  /** Size of the file. */
  readonly bytes: number;
}

export interface CacheIndex {
  readonly version: number;
  /** What the clips were prepared with, and its hash. */
  readonly options: Json;
  readonly optionsHash: string;
  /** Ordered by id. */
  readonly entries: readonly CacheEntry[];
}

export const INDEX_FILE = 'index.json';
export const INDEX_VERSION = 2;

/** A hash of the value that does not depend on the order of keys. */
export function hashOptions(options: Json): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(options)))
    .digest('hex');
}

function ordered(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(ordered);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, item]) => [key, ordered(item)]);
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Reads the index of a complete cache and checks that its files are there at full size.
 * @throws {DatasetError} CACHE_MISSING, or CACHE_CORRUPT naming the file.
 */
export function readIndex(dir: string): CacheIndex {
  const file = join(dir, INDEX_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `There is no complete cache in ${dir} (${INDEX_FILE} is missing); prepare the data first.`;
    throw new DatasetError('CACHE_MISSING', message, { file, cause });
  }
  const index = parseIndex(text, file);
  for (const entry of index.entries) {
    const size = statSync(join(dir, entry.file), { throwIfNoEntry: false })?.size;
    if (size === entry.bytes) continue;
    const found = size === undefined ? 'is missing' : `has ${size} bytes instead of ${entry.bytes}`;
    const message = `${join(dir, entry.file)} ${found}; delete ${file} and prepare the data again.`;
    throw new DatasetError('CACHE_CORRUPT', message, { file: join(dir, entry.file) });
  }
  return index;
}

function parseIndex(text: string, file: string): CacheIndex {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isIndex(value)) return value;
  const message = `${file} is not a cache index of version ${INDEX_VERSION}; delete it and prepare the data again.`;
  throw new DatasetError('CACHE_CORRUPT', message, { file });
}

function isIndex(value: unknown): value is CacheIndex {
  if (typeof value !== 'object' || value === null) return false;
  const { version, optionsHash, entries } = value as Partial<Record<keyof CacheIndex, unknown>>;
  return version === INDEX_VERSION && typeof optionsHash === 'string' && isArrayOf(entries, isEntry);
}

function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, file, bytes } = value as Partial<Record<keyof CacheEntry, unknown>>;
  const isLocal = typeof file === 'string' && /^[\w-][\w.-]*$/.test(file);
  return typeof id === 'string' && isLocal && Number.isInteger(bytes);
}

function isArrayOf(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}
