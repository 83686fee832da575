// Where the tensors of a data set are, and what decides their values.
import { join } from 'node:path';
import type { BaseConfig, InputConfig } from '../config/sections.ts';
import { UsageError } from '../errors.ts';
import type { Split } from '../tasks/data.ts';

/** Changes whenever the same options would give other tensors. */
const VERSION = 1;

export interface SplitLocation {
  /** Of the videos and their text files. */
  readonly dataDir: string;
  /** Of the tensors of this split. */
  readonly cacheDir: string;
  /** The cache holds tensors of these options only. */
  readonly options: { readonly version: number; readonly input: InputConfig };
}

/** @throws {UsageError} without `data.dir`. */
export function locateSplit(
  { data, input }: Pick<BaseConfig, 'data' | 'input'>,
  split: Split,
): SplitLocation {
  if (data.dir === undefined) {
    throw new UsageError('no data folder was given; use --data DIR, or data.dir in the config');
  }
  const cache = data.cache ?? join(data.dir, 'prepared', nameOf(input));
  return { dataDir: data.dir, cacheDir: join(cache, split), options: { version: VERSION, input } };
}

/** Keeps the tensors of different models apart, so that they need not overwrite each other. */
function nameOf({ imageSize, framePrecision, melBins, tile, sound, maskSize }: InputConfig): string {
  const heard = sound === 'samples' ? ['samples'] : [`${melBins}mel`, ...(tile === 1 ? [] : [`x${tile}`])];
  const masks = maskSize === undefined ? [] : [`${maskSize}px-masks`];
  return [`${imageSize}px`, framePrecision, ...heard, ...masks].join('-');
}
