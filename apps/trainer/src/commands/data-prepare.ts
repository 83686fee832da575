// `dgsct data prepare`: all splits of a data set to cached tensors.
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import type { CommandIo } from '../io.ts';
import { prepareSplit } from '../prepare/dataset.ts';
import { SPLITS } from '../tasks/data.ts';
import type { DataPrepareOptions } from './options.ts';

/** 0 when any clip can be used; what is missing or damaged has been named. */
export async function runDataPrepare(options: DataPrepareOptions, io: CommandIo): Promise<number> {
  const { data, cache, workers } = options;
  const config = loadConfig(options.config, [
    ...options.set,
    ...(data === undefined ? [] : [override('data.dir', data)]),
    ...(cache === undefined ? [] : [override('data.cache', cache)]),
  ]);
  let usable = 0;
  let prepared = 0;
  let skipped = 0;
  for (const split of SPLITS) {
    const result = await prepareSplit(config, split, io, workers);
    usable += result.clips;
    prepared += result.prepared;
    skipped += result.skipped;
  }
  const left = skipped === 0 ? '' : `, ${skipped} skipped because they are missing or damaged`;
  io.print(`${usable} clips ready: ${prepared} prepared, ${usable - prepared} were there${left}.`);
  return usable === 0 ? 1 : 0;
}
