// The state dict of a PyTorch file as a CheckpointFile, whichever way the file keeps its storages.
import { CheckpointError } from '../checkpoint-error.ts';
import { type CheckpointFile, type CheckpointFormat, findEntry } from '../checkpoint-file.ts';
import { dtypeBytes } from '../dtype.ts';
import type { FileReader } from '../file-reader.ts';
import { emptyTensor, type HostTensor } from '../host-tensor.ts';
import { piecesOf } from '../pieces.ts';
import { readView } from './read-view.ts';
import { findStateDict } from './state-dict.ts';
import { checkView, isWhole, type TensorView } from './tensor-view.ts';
import type { PyValue } from './values.ts';

export interface PytorchOptions {
  /** Keys that lead to the state dict, such as `['model', 'ema']`; found by its usual names if absent. */
  readonly stateDict?: readonly string[];
  /** Full names of globals whose objects are left out, instead of refusing the file. Nothing is ever imported. */
  readonly ignoreGlobals?: readonly string[];
}

/** A storage in the file. */
export interface StorageRecord {
  readonly bytes: number;
  /** Where its bytes begin in the file. */
  locate(): Promise<number>;
  /** Throws `FILE_DAMAGED` when they are not those that were written. `content` is all of them, if read anyway. */
  verify(content: ArrayBufferView | undefined): Promise<void>;
}

/** How a format keeps its storages. */
export interface Storages {
  readonly format: CheckpointFormat;
  readonly bigEndian: boolean;
  find(key: string): StorageRecord | undefined;
}

/** Checks every tensor against its storage; throws `STATE_DICT_NOT_FOUND`, `TENSOR_INVALID` or `TENSOR_TOO_LARGE`. */
export function storedStateDict(
  top: PyValue,
  file: FileReader,
  storages: Storages,
  { stateDict }: PytorchOptions,
): CheckpointFile {
  const { path } = file;
  const { tensors, location, leftOut } = findStateDict(top, path, stateDict);
  const entries = new Map<string, StoredEntry>();
  for (const [name, tensor] of tensors) {
    const view = checkView(name, tensor, path);
    entries.set(name, { ...view, record: findRecord(name, view, storages, path) });
  }
  return {
    path,
    format: storages.format,
    entries,
    location,
    leftOut,
    read: async (name) => {
      const entry = findEntry(entries, name, path);
      const tensor = emptyTensor(entry, name, path);
      await readView(entry, tensor.data, file, await entry.record.locate());
      await entry.record.verify(isWhole(entry) ? tensor.data : undefined);
      if (storages.bigEndian) swapBytes(tensor);
      return tensor;
    },
    close: () => file.close(),
  };
}

interface StoredEntry extends TensorView {
  readonly record: StorageRecord;
}

function findRecord(name: string, view: TensorView, storages: Storages, path: string): StorageRecord {
  const record = storages.find(view.storage);
  if (record?.bytes === view.storageBytes) return record;
  const has = record === undefined ? 'the file lacks' : `has ${record.bytes}`;
  const problem = `lies in storage '${view.storage}' of ${view.storageBytes} bytes, which ${has}`;
  throw new CheckpointError('TENSOR_INVALID', `Cannot read '${path}': tensor '${name}' ${problem}.`, {
    path,
  });
}

function swapBytes({ dtype, data }: HostTensor): void {
  const size = dtypeBytes(dtype);
  for (const { buffer, byteOffset, byteLength } of piecesOf(data)) {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    if (size === 2) bytes.swap16();
    else if (size === 4) bytes.swap32();
    else if (size === 8) bytes.swap64();
  }
}
