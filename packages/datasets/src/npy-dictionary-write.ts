// Writes a dictionary of arrays as `numpy.save` does (pickle protocol 3), in the form that AVSBench keeps its sound in.
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { littleEndian, npyHeader } from './npy-write.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const unicode = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([ascii('X'), uint32(bytes.length), bytes]);
};

/** `_reconstruct(ndarray, (0,), b'b')`, to be given a state. */
const EMPTY_ARRAY = ascii('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R');
/** `dtype(code, False, True)` with its state: byte order, and flags that objects have. */
const dtype = (code: string, order: string, flags: string): Buffer =>
  Buffer.concat([
    ascii('cnumpy\ndtype\n'),
    unicode(code),
    ascii('\x89\x88\x87R(K\x03'),
    unicode(order),
    ascii(`NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK${flags}tb`),
  ]);

/** Arrays by name to one file, whole or not at all. @throws {CheckpointError} where it cannot be written. */
export async function writeNpyDictionary(
  file: string,
  arrays: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  await writeFileAtomic(file, encode(arrays));
}

function encode(arrays: ReadonlyMap<string, Float32Array>): Buffer {
  return Buffer.concat([
    npyHeader('|O', []),
    ascii('\x80\x03'),
    EMPTY_ARRAY,
    ascii('(K\x01)'),
    dtype('O8', '|', '?'),
    ascii('\x89]}('),
    ...[...arrays].flatMap(([name, values]) => [unicode(name), ...encodeArray(values)]),
    ascii('uatb.'),
  ]);
}

function encodeArray(values: Float32Array): Buffer[] {
  const data = littleEndian(values);
  const size = Buffer.concat([ascii('J'), uint32(values.length)]);
  const state = [ascii('(K\x01'), size, ascii('\x85'), dtype('f4', '<', '\x00'), ascii('\x89B')];
  return [EMPTY_ARRAY, ...state, uint32(data.length), data, ascii('tb')];
}
