// PyTorch's format before 1.6: five pickles one after the other (magic number, version, machine, the object, keys of
// the storages), then the storages in the order of their keys, each behind its number of elements.

import { CheckpointError, type CheckpointErrorCode } from '../checkpoint-error.ts';
import type { CheckpointFile } from '../checkpoint-file.ts';
import { dtypeBytes } from '../dtype.ts';
import type { FileReader } from '../file-reader.ts';
import { type PytorchOptions, type StorageRecord, storedStateDict } from './stored-state-dict.ts';
import { MAX_PICKLE_BYTES, type Unpickled, unpickle } from './unpickle.ts';
import { PyList, type PyValue, type Storage } from './values.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
/** Where the pickles end is known when they are read, so a part of the file is tried first, then larger ones. */
const FIRST_PART_BYTES = 2 ** 20;
const COUNT_BYTES = 8;
/** Counts of small storages lie close together; so many bytes are read at once. */
const WINDOW_BYTES = 2 ** 12;

export async function openPytorchLegacy(file: FileReader, options: PytorchOptions): Promise<CheckpointFile> {
  const { object, keys, end } = await readPickles(file, options);
  const records = await locateStorages(file, object.storages, keys, end);
  // PyTorch writes storages as little-endian on every machine; what the third pickle says is of no consequence.
  const storages = {
    format: 'pytorch-legacy',
    bigEndian: false,
    find: (key: string) => records.get(key),
  } as const;
  return storedStateDict(object.value, file, storages, options);
}

interface Pickles {
  readonly object: Unpickled;
  readonly keys: PyValue;
  /** Where the storages begin. */
  readonly end: number;
}

async function readPickles(file: FileReader, options: PytorchOptions): Promise<Pickles> {
  for (let bytes = FIRST_PART_BYTES; ; bytes *= 4) {
    const part = await file.read(0, Math.min(bytes, file.size, MAX_PICKLE_BYTES));
    try {
      return parsePickles(part, file.path, options);
    } catch (cause) {
      const ended = cause instanceof CheckpointError && cause.code === 'FILE_TRUNCATED';
      if (!ended || part.length === file.size) throw cause;
      if (part.length === MAX_PICKLE_BYTES) {
        throw problem('PICKLE_TOO_LARGE', file.path, `its pickles have more than ${MAX_PICKLE_BYTES} bytes`);
      }
    }
  }
}

function parsePickles(bytes: Uint8Array, path: string, options: PytorchOptions): Pickles {
  const magic = unpickle(bytes, path);
  if (magic.value !== MAGIC)
    throw problem('FORMAT_UNSUPPORTED', path, 'it is a pickle, but not one of torch.save');
  const version = unpickle(bytes, path, { position: magic.end });
  if (version.value !== VERSION) {
    throw problem('FORMAT_UNSUPPORTED', path, `the version of its format is not ${VERSION}`);
  }
  const machine = unpickle(bytes, path, { position: version.end });
  const object = unpickle(bytes, path, { ...options, position: machine.end });
  const keys = unpickle(bytes, path, { position: object.end });
  return { object, keys: keys.value, end: keys.end };
}

/** Places of all storages, by key. */
async function locateStorages(
  file: FileReader,
  storages: ReadonlyMap<string, Storage>,
  keys: PyValue,
  start: number,
): Promise<ReadonlyMap<string, StorageRecord>> {
  const { path, size } = file;
  const records = new Map<string, StorageRecord>();
  const countAt = countReader(file);
  let position = start;
  for (const key of keys instanceof PyList ? keys.items : [keys]) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined || records.has(storage.key)) {
      throw problem('PICKLE_INVALID', path, 'its list of storages does not fit its tensors');
    }
    const bytes = (await countAt(position)) * dtypeBytes(storage.dtype ?? 'U8');
    if (bytes !== storage.bytes) {
      const sizes = `storage '${storage.key}' has ${bytes} bytes instead of ${storage.bytes}`;
      throw problem('FILE_DAMAGED', path, sizes);
    }
    const begin = position + COUNT_BYTES;
    position = begin + bytes;
    if (position > size) {
      throw problem(
        'FILE_TRUNCATED',
        path,
        `it should have at least ${position} bytes, but it ends after ${size}`,
      );
    }
    // The format has no checksums.
    records.set(storage.key, { bytes, locate: async () => begin, verify: async () => {} });
  }
  return records;
}

/** Reads numbers of elements at growing positions. */
function countReader(file: FileReader): (position: number) => Promise<number> {
  let window = Buffer.alloc(0);
  let begin = 0;
  return async (position) => {
    if (position + COUNT_BYTES > begin + window.length) {
      window = Buffer.alloc(Math.max(COUNT_BYTES, Math.min(WINDOW_BYTES, file.size - position)));
      begin = position;
      await file.fill(window, begin);
    }
    return Number(window.readBigInt64LE(position - begin));
  };
}

const problem = (code: CheckpointErrorCode, path: string, sentence: string): CheckpointError =>
  new CheckpointError(code, `Cannot read '${path}': ${sentence}.`, { path });
