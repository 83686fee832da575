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
export const INDEX_VERSION = 3;

/** Whether `name` is that of a file in the cache's own folder, and short enough for any file system. */
export const isFileName = (name: string): boolean => /^[\w-][\w.-]{0,219}$/.test(name);

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
    throw indexError(dir, file, cause);
  }
  const index = parseIndex(text, file);
  for (const entry of index.entries) {
    const size = sizeOf(join(dir, entry.file));
    if (size === entry.bytes) continue;
    const found = size === undefined ? 'is missing' : `has ${size} bytes instead of ${entry.bytes}`;
    const message = `${join(dir, entry.file)} ${found}; delete ${file} and prepare the data again.`;
    throw new DatasetError('CACHE_CORRUPT', message, { file: join(dir, entry.file) });
  }
  return index;
}

function indexError(dir: string, file: string, cause: unknown): DatasetError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
    const message = `There is no complete cache in ${dir} (${INDEX_FILE} is missing); prepare the data first.`;
    return new DatasetError('CACHE_MISSING', message, { file, cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${file} cannot be read (${reason}); delete it and prepare the data again.`;
  return new DatasetError('CACHE_CORRUPT', message, { file, cause });
}

/** Undefined where there is no such file, or none that can be seen. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
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
  const isLocal = typeof file === 'string' && isFileName(file);
  return typeof id === 'string' && isLocal && Number.isInteger(bytes);
}

function isArrayOf(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}
