// Reads safetensors files: the header at once, then each tensor when it is asked for, so that a file larger
// than memory can be opened.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CheckpointError } from './checkpoint-error.ts';
import { allocate } from './dtype.ts';
import { readError } from './file-error.ts';
import { bytesOf, elementCount, type HostTensor } from './host-tensor.ts';
import {
  LENGTH_BYTES,
  type Metadata,
  parseHeader,
  parseHeaderLength,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from './safetensors-header.ts';

/** One read call stops at 2 GiB, so larger tensors come in pieces of this many bytes. */
const PIECE_BYTES = 2 ** 30;

export interface SafetensorsContent {
  readonly tensors: Map<string, HostTensor>;
  readonly metadata: Metadata;
}

/** An open file. Reads may overlap in time; `close` when done. */
export interface SafetensorsFile extends SafetensorsHeader {
  readonly path: string;
  /** Throws `TENSOR_NOT_FOUND`, `FILE_TRUNCATED`, `TENSOR_TOO_LARGE` or `FILE_UNREADABLE`. */
  read(name: string): Promise<HostTensor>;
  close(): Promise<void>;
}

/** Opens a file and checks its whole header; throws CheckpointError and leaves nothing open when it is not valid. */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path, 'r').catch((cause) => {
    throw readError(path, cause);
  });
  try {
    const { size } = await file.stat();
    const lengthField = await readRange(file, new Uint8Array(Math.min(size, LENGTH_BYTES)), 0, path);
    const length = parseHeaderLength(lengthField, size, path);
    const json = await readRange(file, new Uint8Array(length), LENGTH_BYTES, path);
    const header = parseHeader(json, size, path);
    return {
      ...header,
      path,
      read: async (name) => {
        const entry = findEntry(header, name, path);
        const tensor = emptyTensor(entry, name, path);
        await readRange(file, bytesOf(tensor), entry.begin, path);
        return tensor;
      },
      close: () => file.close(),
    };
  } catch (cause) {
    await file.close();
    throw readError(path, cause);
  }
}

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
    const lengthField = readRangeSync(file, new Uint8Array(Math.min(size, LENGTH_BYTES)), 0, path);
    const length = parseHeaderLength(lengthField, size, path);
    const header = parseHeader(readRangeSync(file, new Uint8Array(length), LENGTH_BYTES, path), size, path);
    const tensors = new Map<string, HostTensor>();
    for (const [name, entry] of header.entries) {
      const tensor = emptyTensor(entry, name, path);
      readRangeSync(file, bytesOf(tensor), entry.begin, path);
      tensors.set(name, tensor);
    }
    return { tensors, metadata: header.metadata };
  } catch (cause) {
    throw readError(path, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function findEntry(header: SafetensorsHeader, name: string, path: string): SafetensorsEntry {
  const entry = header.entries.get(name);
  if (entry) return entry;
  throw new CheckpointError('TENSOR_NOT_FOUND', `'${path}' holds no tensor named '${name}'.`, { path });
}

function emptyTensor({ dtype, shape, begin, end }: SafetensorsEntry, name: string, path: string): HostTensor {
  try {
    return { dtype, shape, data: allocate(dtype, elementCount(shape)) } as HostTensor;
  } catch (cause) {
    const message = `Tensor '${name}' of '${path}' takes ${end - begin} bytes, more than this machine can give.`;
    throw new CheckpointError('TENSOR_TOO_LARGE', message, { path, cause });
  }
}

/** Fills `bytes` from `position` on. */
async function readRange(file: FileHandle, bytes: Uint8Array, position: number, path: string) {
  for (let start = 0; start < bytes.length; ) {
    const piece = bytes.subarray(start, start + PIECE_BYTES);
    const { bytesRead } = await file.read(piece, 0, piece.length, position + start).catch((cause) => {
      throw readError(path, cause);
    });
    if (bytesRead === 0) throw endedEarly(path, position + start);
    start += bytesRead;
  }
  return bytes;
}

function readRangeSync(file: number, bytes: Uint8Array, position: number, path: string) {
  for (let start = 0; start < bytes.length; ) {
    const piece = bytes.subarray(start, start + PIECE_BYTES);
    const bytesRead = readSync(file, piece, 0, piece.length, position + start);
    if (bytesRead === 0) throw endedEarly(path, position + start);
    start += bytesRead;
  }
  return bytes;
}

const endedEarly = (path: string, at: number): CheckpointError =>
  new CheckpointError('FILE_TRUNCATED', `Cannot read '${path}': it ended at byte ${at} while being read.`, {
    path,
  });
