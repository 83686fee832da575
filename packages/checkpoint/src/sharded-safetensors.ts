// A checkpoint in several safetensors files, with an index that maps each tensor's name to its file, as Hugging Face
// writes it: model.safetensors.index.json.

import { dirname, join } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { type CheckpointFile, findEntry } from './checkpoint-file.ts';
import { FileReader } from './file-reader.ts';
import { shown } from './readable.ts';
import type { SafetensorsEntry } from './safetensors-header.ts';
import { openSafetensors, type SafetensorsFile } from './safetensors-read.ts';

/** As for the header of a single file. */
const MAX_INDEX_BYTES = 100_000_000;

/**
 * Opens an index and all of its shards, and checks that each holds just the tensors that the index says. Throws
 * `INDEX_INVALID` and what `openSafetensors` throws, and leaves nothing open then.
 */
export async function openShardedSafetensors(path: string): Promise<CheckpointFile> {
  const names = parseIndex(await readIndex(path), path);
  const shards = new Map<string, SafetensorsFile>();
  const close = async () => {
    for (const shard of shards.values()) await shard.close();
  };
  try {
    for (const name of new Set(names.values())) {
      shards.set(name, await openSafetensors(join(dirname(path), name)));
    }
    const entries = checkShards(names, shards, path);
    return {
      path,
      format: 'safetensors-sharded',
      entries,
      location: [],
      leftOut: [],
      read: async (name) => findEntry(entries, name, path).shard.read(name),
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

const readIndex = (path: string): Promise<Uint8Array> =>
  FileReader.open(path, async (file) => {
    if (file.size > MAX_INDEX_BYTES) throw invalid(path, `it has ${file.size} bytes`);
    const bytes = await file.read(0, file.size);
    await file.close();
    return bytes;
  });

/** Tensor name to file name. */
function parseIndex(bytes: Uint8Array, path: string): ReadonlyMap<string, string> {
  let index: unknown;
  try {
    index = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(path, 'it is not valid JSON', cause);
  }
  const map = isObject(index) ? index.weight_map : undefined;
  if (!isObject(map)) throw invalid(path, 'it has no weight_map');
  const names = new Map<string, string>();
  for (const [name, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !/^[^/\\:\0]+\.safetensors$/.test(shard)) {
      const problem = `it places '${name}' in ${shown(shard)}, which is no safetensors file of its own folder`;
      throw invalid(path, problem);
    }
    names.set(name, shard);
  }
  return names;
}

interface ShardedEntry extends SafetensorsEntry {
  readonly shard: SafetensorsFile;
}

function checkShards(
  names: ReadonlyMap<string, string>,
  shards: ReadonlyMap<string, SafetensorsFile>,
  path: string,
): ReadonlyMap<string, ShardedEntry> {
  for (const [file, { entries }] of shards) {
    for (const name of entries.keys()) {
      const listed = names.get(name);
      if (listed === file) continue;
      const place = listed === undefined ? 'nowhere' : `in '${listed}'`;
      throw invalid(path, `it places '${name}' ${place}, but '${file}' holds it`);
    }
  }
  const entries = new Map<string, ShardedEntry>();
  for (const [name, file] of names) {
    const shard = shards.get(file);
    const entry = shard?.entries.get(name);
    if (!shard || !entry) throw invalid(path, `it places '${name}' in '${file}', which does not hold it`);
    entries.set(name, { ...entry, shard });
  }
  return entries;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (path: string, problem: string, cause?: unknown): CheckpointError =>
  new CheckpointError('INDEX_INVALID', `Cannot read '${path}': as an index of shards, ${problem}.`, {
    path,
    cause,
  });
