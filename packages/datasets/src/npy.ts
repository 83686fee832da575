// Reads arrays of numbers as NumPy writes them (`.npy`, versions 1 to 3): waves
// and features of published data sets. No pickled objects, no Fortran order.
import { readFileSync } from 'node:fs';
import { DatasetError } from './errors.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Bytes of an element and how to read it, by NumPy's name of the type. */
export const NPY_TYPES: ReadonlyMap<string, readonly [number, (view: DataView, at: number) => number]> =
  new Map([
    ['<f4', [4, (view, at) => view.getFloat32(at, true)]],
    ['<f8', [8, (view, at) => view.getFloat64(at, true)]],
    ['<i2', [2, (view, at) => view.getInt16(at, true)]],
    ['<i4', [4, (view, at) => view.getInt32(at, true)]],
  ]);

const MAGIC = '\x93NUMPY';

/**
 * The array as float32, whatever it is stored as.
 * @param types those that are accepted, by NumPy's names; default: all that can be read
 * @throws {DatasetError} DATASET_FILE.
 */
export function readNpy(file: string, types: readonly string[] = [...NPY_TYPES.keys()]): NpyArray {
  const bytes = readBytes(file);
  const { type, shape, start } = readNpyHeader(bytes, file);
  const [size, read] = NPY_TYPES.get(type) ?? [];
  if (size === undefined || read === undefined || !types.includes(type)) {
    throw unreadableNpy(file, `it holds elements of type "${type}"`, types.join(', '));
  }
  const count = shape.reduce((product, axis) => product * axis, 1);
  if (bytes.length !== start + count * size) {
    const given = `it has ${bytes.length - start} bytes of data`;
    throw unreadableNpy(
      file,
      given,
      `${count * size} for the shape (${shape.join(', ')}); it may be cut off`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  return { shape, data: Float32Array.from({ length: count }, (_, i) => read(view, i * size)) };
}

/** A whole file. @throws {DatasetError} DATASET_FILE. */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError('DATASET_FILE', `Cannot read ${file} (${reason}).`, { file, cause });
  }
}

export interface NpyHeader {
  readonly type: string;
  readonly shape: readonly number[];
  /** Where the data begins. */
  readonly start: number;
}

/** A magic string, the version, the length of a Python dictionary, and the dictionary as text. */
export function readNpyHeader(bytes: Buffer, file: string): NpyHeader {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== MAGIC) {
    throw unreadableNpy(file, 'it does not begin as one', 'a file written by numpy.save');
  }
  const wide = (bytes[6] ?? 1) > 1;
  const textStart = wide ? 12 : 10;
  const start = textStart + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const text = bytes.toString('latin1', textStart, start);
  const type = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (type === undefined || shape === undefined || !/'fortran_order':\s*False/.test(text)) {
    throw unreadableNpy(file, `its header says ${text.trim().slice(0, 200)}`, 'plain numbers in C order');
  }
  return { type, shape: [...shape.matchAll(/\d+/g)].map(Number), start };
}

export const unreadableNpy = (file: string, given: string, expected: string): DatasetError =>
  new DatasetError(
    'DATASET_FILE',
    `${file} is no NumPy array that can be read: ${given}; expected ${expected}.`,
    {
      file,
    },
  );
