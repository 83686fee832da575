// Reads safetensors files: the header at once, then each tensor when it is asked for, so that a file larger
// than memory can be opened.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type CheckpointFile, findEntry } from './checkpoint-file.ts';
import { readError } from './file-error.ts';
import { endedEarly, FileReader } from './file-reader.ts';
import { emptyTensor, type HostTensor } from './host-tensor.ts';
import { piecesOf } from './pieces.ts';
import {
  LENGTH_BYTES,
  type Metadata,
  parseHeader,
  parseHeaderLength,
  type SafetensorsHeader,
} from './safetensors-header.ts';

export interface SafetensorsContent {
  readonly tensors: Map<string, HostTensor>;
  readonly metadata: Metadata;
}

/** An open safetensors file; its state dict is the whole file. */
export interface SafetensorsFile extends CheckpointFile, SafetensorsHeader {
  readonly entries: SafetensorsHeader['entries'];
}

/** Opens a file and checks its whole header; throws CheckpointError and leaves nothing open when it is not valid. */
export const openSafetensors = (path: string): Promise<SafetensorsFile> =>
  FileReader.open(path, async (file) => {
    const lengthField = await file.read(0, Math.min(file.size, LENGTH_BYTES));
    const length = parseHeaderLength(lengthField, file.size, path);
    const header = parseHeader(await file.read(LENGTH_BYTES, length), file.size, path);
    return {
      ...header,
      path,
      format: 'safetensors',
      location: [],
      leftOut: [],
      read: async (name) => {
        const entry = findEntry(header.entries, name, path);
        const tensor = emptyTensor(entry, name, path);
        await file.fill(tensor.data, entry.begin);
        return tensor;
      },
      close: () => file.close(),
    };
  });

/** Reads every tensor of a file. */
export async function readSafetensors(path: string): Promise<SafetensorsContent> {
  const file = await openSafetensors(path);
  try {
    const tensors = new Map<string, HostTensor>();
    for (const name of file.entries.keys()) tensors.set(name, await file.read(name));
    return { tensors, metadata: file.metadata };
  } finally {
    await file.close();
  }
}

/** `readSafetensors` without promises, for workers and for start-up code; it blocks the event loop. */
export function readSafetensorsSync(path: string): SafetensorsContent {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const lengthField = fillSync(file, new Uint8Array(Math.min(size, LENGTH_BYTES)), 0, path);
    const length = parseHeaderLength(lengthField, size, path);
    const header = parseHeader(fillSync(file, new Uint8Array(length), LENGTH_BYTES, path), size, path);
    const tensors = new Map<string, HostTensor>();
    for (const [name, entry] of header.entries) {
      const tensor = emptyTensor(entry, name, path);
      fillSync(file, tensor.data, entry.begin, path);
      tensors.set(name, tensor);
    }
    return { tensors, metadata: header.metadata };
  } catch (cause) {
    throw readError(path, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function fillSync<V extends ArrayBufferView>(file: number, target: V, position: number, path: string): V {
  let at = position;
  for (const piece of piecesOf(target)) {
    for (let start = 0; start < piece.length; ) {
      const bytesRead = readSync(file, piece, start, piece.length - start, at);
      if (bytesRead === 0) throw endedEarly(path, at);
      start += bytesRead;
      at += bytesRead;
    }
  }
  return target;
}
