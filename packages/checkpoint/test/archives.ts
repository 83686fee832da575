// Makes files as torch.save writes them, from parts that a test chooses, so that each part can be wrong.
import { crc32 } from 'node:zlib';

/** Operations of a pickle; each function gives those that leave one value on the stack. */
export const pickle = {
  none: Buffer.from('N'),
  true: Buffer.from('\x88', 'latin1'),
  text: (text: string) =>
    Buffer.concat([Buffer.from('X'), uint32(Buffer.byteLength(text)), Buffer.from(text)]),
  int: (value: number) => {
    const long = Buffer.alloc(10, '\x8a\x08', 'latin1');
    long.writeBigInt64LE(BigInt(value), 2);
    return long;
  },
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  tuple: (...items: Buffer[]) => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]),
  list: (...items: Buffer[]) => Buffer.concat([Buffer.from(']('), ...items, Buffer.from('e')]),
  dict: (items: Readonly<Record<string, Buffer>>) =>
    Buffer.concat([
      Buffer.from('}('),
      ...Object.entries(items).flatMap(([key, value]) => [pickle.text(key), value]),
      Buffer.from('u'),
    ]),
  call: (callee: Buffer, ...args: Buffer[]) =>
    Buffer.concat([callee, pickle.tuple(...args), Buffer.from('R')]),
  whole: (...operations: Buffer[]) =>
    Buffer.concat([Buffer.from('\x80\x02', 'latin1'), ...operations, Buffer.from('.')]),
};

const sizes = (values: readonly number[]): Buffer => pickle.tuple(...values.map(pickle.int));

/** A storage of `count` elements of, say, `FloatStorage`. */
export const storage = (type: string, key: string, count: number, ...more: Buffer[]): Buffer =>
  Buffer.concat([
    pickle.tuple(
      pickle.text('storage'),
      pickle.global('torch', type),
      pickle.text(key),
      pickle.text('cpu'),
      pickle.int(count),
      ...more,
    ),
    Buffer.from('Q'),
  ]);

export const tensor = (
  on: Buffer,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Buffer =>
  pickle.call(
    pickle.global('torch._utils', '_rebuild_tensor_v2'),
    on,
    pickle.int(offset),
    sizes(shape),
    sizes(strides),
    pickle.none,
    pickle.none,
  );

interface ZipOptions {
  readonly method?: number;
  /** Uncompressed size, where it is not that of the bytes. */
  readonly size?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** Where the list says it begins, where that is not true. */
  readonly place?: number;
}

export type ZipEntry = readonly [name: string, content: Buffer, options?: ZipOptions];

export function zip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let position = 0;
  for (const [name, content, options = {}] of entries) {
    const { method = 0, size = content.length, flags = 0, crc = crc32(content), place = position } = options;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const record = Buffer.concat([uint32(0x04034b50), fields, Buffer.from(name), content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(place, 10);
    central.push(Buffer.concat([uint32(0x02014b50), Buffer.alloc(2), fields, rest, Buffer.from(name)]));
    local.push(record);
    position += record.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(position, 12);
  return Buffer.concat([...local, directory, uint32(0x06054b50), end]);
}

/** A file of torch.save since 1.6. */
export const zipFile = (
  object: Buffer,
  storages: Readonly<Record<string, Buffer>> = {},
  more: readonly ZipEntry[] = [],
): Buffer =>
  zip([
    ['x/data.pkl', pickle.whole(object)],
    ...Object.entries(storages).map(([key, content]): ZipEntry => [`x/data/${key}`, content]),
    ...more,
  ]);

/** A file of torch.save before 1.6; each storage is its number of elements and its bytes. */
export const legacyFile = (
  object: Buffer,
  storages: Readonly<Record<string, readonly [count: number, content: Buffer]>> = {},
): Buffer =>
  Buffer.concat([
    pickle.whole(Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex')),
    pickle.whole(pickle.int(1001)),
    pickle.whole(pickle.dict({ little_endian: pickle.true })),
    pickle.whole(object),
    pickle.whole(pickle.list(...Object.keys(storages).map(pickle.text))),
    ...Object.values(storages).flatMap(([count, content]) => {
      const length = Buffer.alloc(8);
      length.writeBigInt64LE(BigInt(count));
      return [length, content];
    }),
  ]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
