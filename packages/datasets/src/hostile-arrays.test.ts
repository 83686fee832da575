// Damaged and lying files of arrays: npy, dictionaries in npy, HDF5. Each is refused by a DatasetError, or read to arrays
// no larger than the file allows.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensorsSync } from '@dg-sct/checkpoint';
import { BYTES, fuzz, type Mutator, putTokens, several } from '@dg-sct/fuzz';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetError } from './errors.ts';
import { readHdf5 } from './hdf5.ts';
import { readNpy } from './npy.ts';
import { NpyDictionary } from './npy-dictionary.ts';
import { writeNpyDictionary } from './npy-dictionary-write.ts';
import { npyHeader, writeNpy } from './npy-write.ts';

const dir = mkdtempSync(join(tmpdir(), 'hostile arrays '));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = join(dir, 'damaged');

const SAMPLES = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i));
const product = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** `type` is anything that may stand between the quotes of a header, `shape` between its brackets. */
const npy = (type: string, shape: string, data: Uint8Array = new Uint8Array(0)): Buffer => {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x02\x00', 'latin1'),
    length,
    Buffer.from(header, 'latin1'),
    data,
  ]);
};
const pickled = (pickle: string): Buffer =>
  Buffer.concat([npyHeader('|O', []), Buffer.from(`\x80\x03${pickle}`, 'latin1')]);

describe('npy', () => {
  const tokens = putTokens([
    ...(['<f4', '<f8', '<i2', '>f4', '|O', '|b1', 'constructor', '__proto__', 'toString'] as const),
    ...["'", '(', ')', ',', '0', '9', '1152921504606846976', '4294967296,4294967296', '-1', '1e9', '\x1b[2J'],
    ...[
      "'fortran_order': True",
      "'descr': ",
      "'shape': ",
      'False',
      '\n',
      '\x93NUMPY',
      '\x02\x00\xff\xff\xff\xff',
    ],
  ]);

  it('damaged anywhere is refused or read as far as it says', async () => {
    const path = join(dir, 'good.npy');
    await writeNpy(path, SAMPLES);
    const tally = await fuzz({
      corpus: {
        'version 1': readFileSync(path),
        'version 2': npy('<f8', '3, 4', new Uint8Array(96)),
        'whole numbers': npy('<i2', '8,', new Uint8Array(16)),
      },
      mutate: several(...BYTES, tokens),
      refusal: DatasetError,
      cases: 4000,
      read(bytes) {
        writeFileSync(file, bytes);
        const { shape, data } = readNpy(file);
        expect(data.length).toBe(product(shape));
        expect(data.length).toBeLessThanOrEqual(bytes.length);
      },
    });
    expect(tally.refused).toBeGreaterThan(1000);
    expect(tally.accepted).toBeGreaterThan(100);
  });

  it.each(['constructor', 'toString', '__proto__'])('of the type %s is refused by that name', (type) => {
    writeFileSync(file, npy(type, '1,', new Uint8Array(4)));
    expect(() => readNpy(file)).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    expect(() => readNpy(file)).toThrow(`elements of type "${type}"`);
  });

  it.each([
    '1152921504606846976,',
    '1152921504606846976, 0.',
    `${'9'.repeat(400)}, 0`,
    '4294967296, 4294967296',
  ])('that claims the shape (%s) is refused before memory is taken', (shape) => {
    writeFileSync(file, npy('<f4', shape, new Uint8Array(8)));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readNpy(file)).toThrow(DatasetError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });

  it('with a header of many lines and signs is refused on one short line', () => {
    writeFileSync(file, npy(`<f4', '\x1b[2J\n${'x\n'.repeat(100_000)}`, 'x'));
    expect(() => readNpy(file)).toThrow(/^[^\p{Cc}]{20,2100}$/u);
  });
});

describe('dictionaries in npy', () => {
  const tokens = putTokens([
    ...([
      '(',
      ')',
      ']',
      '}',
      't',
      'a',
      'e',
      's',
      'u',
      'R',
      'b',
      '.',
      'N',
      '\x85',
      '\x86',
      '\x87',
      '\x93',
    ] as const),
    ...[
      'K\xff',
      'J\xff\xff\xff\xff',
      'J\x00\x00\x00\x80',
      'M\xff\xff',
      'h\x00',
      'q\x00',
      'j\x00\x00\x00\x00',
    ],
    ...['X\xff\xff\xff\xff', 'X\x01\x00\x00\x00a', 'B\xff\xff\xff\xff', `\x8e${'\xff'.repeat(8)}`, 'C\x01b'],
    ...['cnumpy\ndtype\n', 'cnumpy\nndarray\n', 'cos\nsystem\n', 'cnumpy.core.multiarray\n_reconstruct\n'],
    ...['X\x0b\x00\x00\x00constructor', '\x94', '\x88'],
  ]);

  it('damaged anywhere are refused or read as far as they say', async () => {
    const path = join(dir, 'good dictionary.npy');
    await writeNpyDictionary(
      path,
      new Map([
        ['a.wav', SAMPLES.subarray(0, 9)],
        ['b.wav', SAMPLES.subarray(0, 5)],
      ]),
    );
    const tally = await fuzz({
      corpus: { dictionary: readFileSync(path) },
      mutate: several(...BYTES, tokens, tokens),
      refusal: DatasetError,
      cases: 4000,
      read(bytes) {
        writeFileSync(file, bytes);
        const dictionary = new NpyDictionary(file);
        for (const name of dictionary.names) {
          expect(dictionary.read(name)?.length).toBeLessThanOrEqual(bytes.length);
        }
      },
    });
    expect(tally.refused).toBeGreaterThan(1000);
    expect(tally.accepted).toBeGreaterThan(100);
  });

  it('with a name that is a list of lists of lists ... is refused at once', () => {
    // Each list holds the one before it twice: as text the last one has 2^60 parts.
    const doubled = `]q\x00${Array.from({ length: 60 }, () => ']q\x01(h\x00h\x00eq\x00').join('')}`;
    writeFileSync(
      file,
      pickled(
        `cnumpy.core.multiarray\n_reconstruct\n)R(K\x01)cnumpy\ndtype\nX\x02\x00\x00\x00O8\x85R\x89](}(${doubled}tNsetb.`,
      ),
    );
    expect(() => new NpyDictionary(file)).toThrow(/a name that is no text/);
  });

  it('cut off after they were opened are refused when they are read', async () => {
    const path = join(dir, 'changing.npy');
    await writeNpyDictionary(path, new Map([['a', SAMPLES]]));
    const dictionary = new NpyDictionary(path);
    writeFileSync(path, readFileSync(path).subarray(0, 300));
    expect(() => dictionary.read('a')).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    rmSync(path);
    expect(() => dictionary.read('a')).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
  });
});

describe('HDF5', () => {
  const golden = fileURLToPath(
    new URL('../../../tools/goldens/fixtures/task-ave/dataset.safetensors', import.meta.url),
  );
  const stored = readSafetensorsSync(golden).tensors.get('fixture.hdf5_bytes');
  let good: Buffer;
  beforeAll(() => {
    good = Buffer.from(Uint8Array.from(stored?.data ?? [], Number));
  });

  it('damaged anywhere is refused or read as far as it says', async () => {
    const signatures = putTokens([
      'TREE',
      'SNOD',
      'HEAP',
      '\x89HDF\r\n\x1a\n',
      '\xff'.repeat(8),
      '\x00'.repeat(8),
    ]);
    const tally = await fuzz({
      corpus: { 'labels.h5': good },
      mutate: several(...BYTES, signatures, moveAddress),
      refusal: DatasetError,
      cases: 4000,
      read(bytes) {
        for (const { shape, data } of readHdf5(bytes, 'labels.h5').values()) {
          expect(data.length).toBe(product(shape));
          expect(data.byteLength).toBeLessThanOrEqual(bytes.length);
        }
      },
    });
    expect(tally.refused).toBeGreaterThan(500);
    expect(tally.accepted).toBeGreaterThan(100);
  });

  /** A group tree of `nodes` nodes, each above the next. */
  const deepTree = (nodes: number): Buffer => {
    const bytes = Buffer.alloc(good.length + 48 * nodes);
    good.copy(bytes);
    bytes.writeBigUInt64LE(BigInt(good.length), 80);
    for (let i = 0; i < nodes; i++) {
      const at = good.length + 48 * i;
      bytes.write('TREE', at);
      bytes[at + 5] = 1;
      bytes.writeUInt16LE(1, at + 6);
      bytes.writeBigUInt64LE(BigInt(at + 48), at + 32);
    }
    return bytes;
  };

  it('with a group tree 50,000 nodes deep is refused', () => {
    expect(() => readHdf5(deepTree(50_000), 'deep.h5')).toThrow(
      expect.objectContaining({ code: 'DATASET_FILE' }),
    );
  });

  it('whose tree names one table 60,000 times is refused before they are all read', () => {
    const bytes = Buffer.concat([good, Buffer.alloc(32 + 16 * 60_000)]);
    const table = bytes.indexOf('SNOD');
    bytes.writeBigUInt64LE(BigInt(good.length), 80);
    bytes.write('TREE', good.length);
    bytes.writeUInt16LE(60_000, good.length + 6);
    for (let i = 0; i < 60_000; i++) bytes.writeBigUInt64LE(BigInt(table), good.length + 32 + 16 * i);
    bytes.writeUInt16LE(40, table + 6);
    const start = performance.now();
    expect(() => readHdf5(bytes, 'wide.h5')).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('in which many names share one array takes that array once', () => {
    const names = Array.from({ length: 200 }, (_, i) => `name ${String(i).padStart(3, '0')}`);
    const table = good.length;
    const text = table + 8 + 40 * names.length;
    const bytes = Buffer.concat([good, Buffer.alloc(text - table), Buffer.from(`${names.join('\0')}\0`)]);
    const object = bytes.readBigUInt64LE(bytes.indexOf('SNOD') + 16);
    const firstName = bytes.readBigUInt64LE(Number(bytes.readBigUInt64LE(88)) + 24);
    bytes.write('SNOD', table);
    bytes.writeUInt16LE(names.length, table + 6);
    for (const i of names.keys()) {
      bytes.writeBigUInt64LE(BigInt(text + 9 * i) - firstName, table + 8 + 40 * i);
      bytes.writeBigUInt64LE(object, table + 16 + 40 * i);
    }
    bytes.writeBigUInt64LE(BigInt(table), Number(bytes.readBigUInt64LE(80)) + 32);
    const arrays = readHdf5(bytes, 'shared.h5');
    expect([...arrays.keys()]).toEqual(names);
    expect(new Set(arrays.values()).size).toBe(1);
  });
});

/** An address that points at another part of the file. */
const moveAddress: Mutator = (bytes, chance) => {
  const copy = Buffer.from(bytes);
  const at = 8 * chance.below(Math.floor(copy.length / 8));
  if (at + 8 <= copy.length) copy.writeBigUInt64LE(BigInt(8 * chance.below(Math.ceil(copy.length / 8))), at);
  return copy;
};
