// Reads dictionaries of arrays that `numpy.save` pickled into one file, as AVSBench keeps its sound. The file is read
// through once; afterwards each array is read from its place alone.
import { closeSync, openSync, readSync } from 'node:fs';
import { DatasetError } from './errors.ts';
import { NPY_TYPES, readBytes, readNpyHeader, unreadableNpy } from './npy.ts';
import { type Pickled, PickledArray, unpickle } from './pickle.ts';

/** Where an array's numbers lie in the file. */
interface Place {
  readonly start: number;
  readonly length: number;
  readonly type: string;
}

export class NpyDictionary {
  readonly file: string;
  readonly #places: ReadonlyMap<string, Place>;

  /** @throws {DatasetError} DATASET_FILE where the file is no dictionary of arrays of numbers. */
  constructor(file: string) {
    const bytes = readBytes(file);
    const { type, start } = readNpyHeader(bytes, file);
    if (type !== '|O')
      throw unreadableNpy(file, `it holds elements of type "${type}"`, 'a pickled dictionary');
    this.file = file;
    try {
      this.#places = placesOf(unpickle(bytes, start));
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw unreadableNpy(file, cause.message, 'a dictionary from names to arrays of numbers');
    }
  }

  get names(): string[] {
    return [...this.#places.keys()];
  }

  /**
   * The array of this name as float32, flat; undefined where there is none.
   * @throws {DatasetError} DATASET_FILE where the file is no longer what it was.
   */
  read(name: string): Float32Array | undefined {
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    const [size, readNumber] = NPY_TYPES.get(place.type) ?? [1, () => Number.NaN];
    const bytes = readPart(this.file, place);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Float32Array.from({ length: place.length / size }, (_, i) => readNumber(view, i * size));
  }
}

function readPart(file: string, { start, length }: Place): Buffer {
  const bytes = Buffer.alloc(length);
  let found = 0;
  try {
    const descriptor = openSync(file, 'r');
    try {
      found = readSync(descriptor, bytes, 0, length, start);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError('DATASET_FILE', `Cannot read ${file} (${reason}).`, { file, cause });
  }
  if (found === length) return bytes;
  throw unreadableNpy(file, `it ended at byte ${start + found} while being read`, 'all of it');
}

/** The dictionary is the one object of an array of objects. */
function placesOf(pickled: Pickled): ReadonlyMap<string, Place> {
  const objects = pickled instanceof PickledArray ? pickled.content : [];
  const dictionary = Array.isArray(objects) ? objects[0] : undefined;
  if (!(dictionary instanceof Map)) throw new RangeError('it holds no dictionary');
  return new Map([...dictionary].map(([name, array]) => [nameOf(name), placeOf(nameOf(name), array)]));
}

function nameOf(name: Pickled): string {
  if (typeof name === 'string') return name;
  throw new RangeError('its dictionary has a name that is no text');
}

function placeOf(name: string, array: Pickled): Place {
  if (!(array instanceof PickledArray) || !('start' in array.content)) {
    throw new RangeError(`its "${name}" is no array of numbers`);
  }
  const { type, shape, content } = array;
  const [size] = NPY_TYPES.get(type) ?? [];
  if (size === undefined) throw new RangeError(`its "${name}" has elements of type "${type}"`);
  const count = shape.reduce((product, axis) => product * axis, 1);
  if (content.length !== count * size) throw new RangeError(`its "${name}" has ${content.length} bytes`);
  return { ...content, type };
}
