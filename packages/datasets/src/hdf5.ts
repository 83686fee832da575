// Reads the arrays of an HDF5 file as AVE publishes its labels and orders (spec: task-ave, section 1): superblock
// version 0, arrays in the root group, whole and uncompressed. Not a reader of HDF5 in general: chunks, filters,
// groups inside of groups and newer superblocks are refused by name.
import type { HostTensor } from '@dg-sct/checkpoint';
import { Hdf5Bytes } from './hdf5-bytes.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const ROOT_ENTRY = 56;
/** Types of the messages in an object's header. */
const MESSAGE = { space: 1, type: 3, layout: 8, filters: 11, continuation: 16, group: 17 } as const;
const LAYOUT = { compact: 0, contiguous: 1 } as const;
const CLASS = { integer: 0, float: 1 } as const;

/**
 * The arrays of the root group by name.
 * @param file for messages
 * @throws {DatasetError} DATASET_FILE for damaged bytes, and for what this reader does not know.
 */
export function readHdf5(content: Uint8Array, file: string): Map<string, HostTensor> {
  const bytes = new Hdf5Bytes(content, file);
  if (!SIGNATURE.every((byte, i) => content[i] === byte)) bytes.fail('does not begin as an HDF5 file');
  const [superblock, offsetSize, lengthSize] = [bytes.u8(8), bytes.u8(13), bytes.u8(14)];
  if (superblock !== 0) bytes.fail(`has superblock version ${superblock}; this reader knows 0`);
  if (offsetSize !== 8 || lengthSize !== 8) bytes.fail(`has addresses of ${offsetSize} bytes; expected 8`);
  const [tree, heap] = [bytes.u64(ROOT_ENTRY + 24), bytes.u64(ROOT_ENTRY + 32)];
  bytes.expect(heap, 'HEAP');
  const names = bytes.u64(heap + 24);
  const links = symbolTables(bytes, tree).flatMap((table) => linksOf(bytes, table, names));
  const arrays = new Map<number, HostTensor>();
  return new Map(
    links.map(([name, address]) => {
      const array = arrays.get(address) ?? arrayAt(bytes, address, name);
      arrays.set(address, array);
      return [name, array];
    }),
  );
}

/** Addresses of the tables below a node of the group's tree, from left to right. */
function symbolTables(bytes: Hdf5Bytes, root: number): number[] {
  const tables: number[] = [];
  const ahead = [root];
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    bytes.expect(node, 'TREE');
    const level = bytes.u8(node + 5);
    const count = bytes.u16(node + 6);
    // What is claimed ends a circle, too.
    bytes.claim(32 + 16 * count);
    const start = node + 32;
    const children = Array.from({ length: count }, (_, i) => bytes.u64(start + 16 * i));
    if (level === 0) tables.push(...children);
    else ahead.push(...children.reverse());
  }
  return tables;
}

/** Names and the addresses of what they name. */
function linksOf(bytes: Hdf5Bytes, table: number, names: number): [string, number][] {
  bytes.expect(table, 'SNOD');
  const count = bytes.u16(table + 6);
  bytes.claim(8 + 40 * count);
  return Array.from({ length: count }, (_, i) => {
    const entry = table + 8 + 40 * i;
    return [bytes.text(names + bytes.u64(entry)), bytes.u64(entry + 8)];
  });
}

function arrayAt(bytes: Hdf5Bytes, header: number, name: string): HostTensor {
  const messages = messagesOf(bytes, header);
  if (messages.has(MESSAGE.group)) bytes.fail(`holds the group "${name}"; this reader knows arrays alone`);
  if (messages.has(MESSAGE.filters)) bytes.fail(`holds "${name}" compressed; this reader knows plain arrays`);
  const at = (type: number, what: string): number =>
    messages.get(type) ?? bytes.fail(`says nothing of the ${what} of "${name}"`);
  const shape = shapeAt(bytes, at(MESSAGE.space, 'shape'));
  const dtype = dtypeAt(bytes, at(MESSAGE.type, 'numbers'), name);
  const { address, length } = placeOf(bytes, at(MESSAGE.layout, 'place'), name);
  return bytes.tensor(dtype, shape, address, length, name);
}

/** Where each message of an object begins, by type; a message that does not fit in goes on elsewhere. */
function messagesOf(bytes: Hdf5Bytes, header: number): Map<number, number> {
  const version = bytes.u8(header);
  if (version !== 1) bytes.fail(`has an object header of version ${version}; this reader knows 1`);
  const messages = new Map<number, number>();
  const blocks: [number, number][] = [[header + 16, bytes.u32(header + 8)]];
  let left = bytes.u16(header + 2);
  for (const [start, length] of blocks) {
    for (let at = start; at + 8 <= start + length && left > 0; left--) {
      const type = bytes.u16(at);
      if (type === MESSAGE.continuation) blocks.push([bytes.u64(at + 8), bytes.u64(at + 16)]);
      else if (!messages.has(type)) messages.set(type, at + 8);
      at += 8 + bytes.u16(at + 2);
    }
  }
  return messages;
}

function shapeAt(bytes: Hdf5Bytes, at: number): number[] {
  const version = bytes.u8(at);
  const start = version === 1 ? at + 8 : at + 4;
  return Array.from({ length: bytes.u8(at + 1) }, (_, axis) => bytes.u64(start + 8 * axis));
}

function dtypeAt(bytes: Hdf5Bytes, at: number, name: string): HostTensor['dtype'] {
  const kind = bytes.u8(at) & 0x0f;
  const flags = bytes.u8(at + 1);
  const bits = 8 * bytes.u32(at + 4);
  const littleEndian = (flags & 1) === 0;
  const signed = (flags & 8) !== 0;
  const known: readonly HostTensor['dtype'][] =
    kind === CLASS.float
      ? ['F16', 'F32', 'F64']
      : signed
        ? ['I8', 'I16', 'I32', 'I64']
        : ['U8', 'U16', 'U32', 'U64'];
  const found = known.find((dtype) => dtype.slice(1) === String(bits));
  if (found !== undefined && littleEndian && kind <= CLASS.float) return found;
  return bytes.fail(
    `holds "${name}" as ${bits}-bit numbers of class ${kind}; expected little-endian numbers`,
  );
}

function placeOf(bytes: Hdf5Bytes, at: number, name: string): { address: number; length: number } {
  const [version, layout] = [bytes.u8(at), bytes.u8(at + 1)];
  if (version === 3 && layout === LAYOUT.contiguous) {
    return { address: bytes.u64(at + 2), length: bytes.u64(at + 10) };
  }
  if (version === 3 && layout === LAYOUT.compact) return { address: at + 4, length: bytes.u16(at + 2) };
  return bytes.fail(`holds "${name}" in chunks; this reader knows arrays that lie in one piece`);
}
