// The state dict of a PyTorch file as a CheckpointFile, whichever way the file keeps its storages.
import { type CheckpointFile, type CheckpointFormat, findEntry } from '../checkpoint-file.ts';
import { dtypeBytes } from '../dtype.ts';
import type { FileReader } from '../file-reader.ts';
import { bytesOf, emptyTensor } from '../host-tensor.ts';
import { readView } from './read-view.ts';
import { findStateDict } from './state-dict.ts';
import { checkView, type TensorView } from './tensor-view.ts';
import type { PyValue } from './values.ts';

export interface PytorchOptions {
  /** Keys that lead to the state dict, such as `['model', 'ema']`; found by its usual names if absent. */
  readonly stateDict?: readonly string[];
  /** Full names of globals whose objects are left out, instead of refusing the file. Nothing is ever imported. */
  readonly ignoreGlobals?: readonly string[];
}

/** How a format keeps its storages. */
export interface Storages {
  readonly format: CheckpointFormat;
  readonly bigEndian: boolean;
  /** Throws unless the storage of `view` is there, in the size that the pickle gives it. */
  check(name: string, view: TensorView): void;
  /** Where the bytes of a storage begin in the file. */
  locate(key: string): Promise<number>;
  /**
   * Throws `FILE_DAMAGED` when the bytes of a storage are not those that were written. `content` is all of the storage,
   * if it was read anyway.
   */
  verify(key: string, content?: Uint8Array): Promise<void>;
}

export function storedStateDict(
  top: PyValue,
  file: FileReader,
  storages: Storages,
  { stateDict }: PytorchOptions,
): CheckpointFile {
  const { path } = file;
  const { tensors, location, leftOut } = findStateDict(top, path, stateDict);
  const entries = new Map<string, TensorView>();
  for (const [name, tensor] of tensors) {
    const view = checkView(name, tensor, path);
    storages.check(name, view);
    entries.set(name, view);
  }
  return {
    path,
    format: storages.format,
    entries,
    location,
    leftOut,
    read: async (name) => {
      const view = findEntry(entries, name, path);
      const tensor = emptyTensor(view, name, path);
      const bytes = bytesOf(tensor);
      if (bytes.length > 0) {
        await readView(view, bytes, file, await storages.locate(view.storage));
        await storages.verify(view.storage, isWhole(view) ? bytes : undefined);
      }
      if (storages.bigEndian) swapBytes(bytes, dtypeBytes(view.dtype));
      return tensor;
    },
    close: () => file.close(),
  };
}

/** Whether the view is its storage, element by element. */
function isWhole({ begin, end, storageBytes, shape, strides }: TensorView): boolean {
  let expected = 1;
  const contiguous = [...shape.entries()].reverse().every(([axis, size]) => {
    const fits = size === 1 || strides[axis] === expected;
    expected *= size;
    return fits;
  });
  return contiguous && begin === 0 && end === storageBytes;
}

function swapBytes({ buffer, byteOffset, byteLength }: Uint8Array, size: number): void {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
}
