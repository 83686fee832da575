// Round trips through real files, and files that are wrong in every region: each must be refused with a typed error.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { allocate, type Dtype } from './dtype.ts';
import { bytesOf, elementCount, type HostTensor } from './host-tensor.ts';
import { openSafetensors, readSafetensors, readSafetensorsSync } from './safetensors-read.ts';
import { writeSafetensors } from './safetensors-write.ts';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a b.safetensors');

const dtypes: Dtype[] = [
  ...(['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'I16', 'I8'] as const),
  ...(['U64', 'U32', 'U16', 'U8', 'BOOL'] as const),
];

const tensor = fc
  .tuple(
    fc.constantFrom(...dtypes),
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    fc.infiniteStream(fc.nat(255)),
  )
  .map(([dtype, shape, random]): HostTensor => {
    const result = { dtype, shape, data: allocate(dtype, elementCount(shape)) } as HostTensor;
    const bytes = bytesOf(result);
    bytes.forEach((_, i) => {
      bytes[i] = random.next().value ?? 0;
    });
    return result;
  });

const name = fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => text !== '__metadata__');

/** Content as comparable bytes. */
const plain = (tensors: Iterable<readonly [string, HostTensor]>) =>
  [...tensors]
    .map(
      ([key, { dtype, shape, data }]) =>
        [key, dtype, [...shape], Buffer.from(data.buffer).toString('hex')] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));

describe('round trip', () => {
  it('gives back every dtype, shape, name and bit, and does not depend on the order given', async () => {
    const content = fc.tuple(
      fc.dictionary(name, tensor, { maxKeys: 6 }),
      fc.dictionary(name, fc.string({ unit: 'binary' })),
    );
    await fc.assert(
      fc.asyncProperty(content, async ([tensors, metadata]) => {
        const entries = Object.entries(tensors);
        await writeSafetensors(path, entries, metadata);
        const bytes = readFileSync(path);
        const read = await readSafetensors(path);
        expect(plain(read.tensors)).toEqual(plain(entries));
        expect(Object.entries(read.metadata)).toEqual(Object.entries(metadata));
        expect(plain(readSafetensorsSync(path).tensors)).toEqual(plain(entries));
        await writeSafetensors(path, entries.reverse(), metadata);
        expect(readFileSync(path).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('starts data on 8 bytes and every tensor on a multiple of its element', async () => {
    await writeSafetensors(path, [
      ['a', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
      ['b', { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) }],
      ['c', { dtype: 'F16', shape: [1], data: Uint16Array.of(7) }],
    ]);
    const file = await openSafetensors(path);
    const places = [...file.entries].map(([key, { begin }]) => [key, begin % 8] as const);
    await file.close();
    expect(new Map(places)).toEqual(
      new Map([
        ['b', 0],
        ['c', 0],
        ['a', 2],
      ]),
    );
  });

  it('reads single tensors of an open file, also at the same time', async () => {
    const entries = Array.from({ length: 20 }, (_, i): [string, HostTensor] => [
      `t${i}`,
      { dtype: 'I32', shape: [i], data: new Int32Array(i).fill(i) },
    ]);
    await writeSafetensors(path, new Map(entries));
    const file = await openSafetensors(path);
    const read = await Promise.all(entries.map(([key]) => file.read(key)));
    expect(read).toEqual(entries.map(([, value]) => value));
    await expect(file.read('nobody')).rejects.toMatchObject({ code: 'TENSOR_NOT_FOUND', path });
    await file.close();
  });
});

describe('a file of another writer', () => {
  it('is read, and gives the same tensors after being written by this one', async () => {
    const other = new URL('../../../tools/goldens/fixtures/task-ave/metric.safetensors', import.meta.url);
    const { tensors } = await readSafetensors(fileURLToPath(other));
    const kinds = [...tensors].map(([key, { dtype, shape }]) => `${key} ${dtype} [${shape}]`);
    expect(kinds.sort()).toEqual([
      'in.event_scores F32 [3,28]',
      'in.is_event_scores F32 [3,10]',
      'in.labels F32 [3,10,29]',
      'out.accuracy F64 [1]',
      'out.pred I64 [3,10]',
      'out.target I64 [3,10]',
    ]);
    expect(tensors.get('out.target')?.data[2]).toBe(3n);
    await writeSafetensors(path, tensors);
    expect(plain((await readSafetensors(path)).tensors)).toEqual(plain(tensors));
  });
});

describe('tensors that cannot be written', () => {
  const good: HostTensor = { dtype: 'F32', shape: [1], data: Float32Array.of(1) };
  it.each<[string, [string, HostTensor][]]>([
    [
      'a name given twice',
      [
        ['w', good],
        ['w', good],
      ],
    ],
    ['the reserved name', [['__metadata__', good]]],
    ['a shape that does not fit', [['w', { ...good, shape: [2] }]]],
  ])('refuses %s and leaves the old file', async (_, entries) => {
    await writeSafetensors(path, [['old', good]]);
    await expect(writeSafetensors(path, entries)).rejects.toMatchObject({ code: 'TENSOR_INVALID', path });
    expect([...(await readSafetensors(path)).tensors.keys()]).toEqual(['old']);
  });
});

/** A file from header text (or an object) and a number of data bytes. */
function craft(header: unknown, dataBytes = 0, claimedLength?: bigint): void {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimedLength ?? BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
}

async function refusal(): Promise<CheckpointError> {
  const error: unknown = await openSafetensors(path).then(
    async (file) => {
      await file.close();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  expect(() => readSafetensorsSync(path)).toThrow((error as Error).message);
  return error as CheckpointError;
}

describe('corrupt headers', () => {
  const entry = (
    begin: number,
    end: number,
    shape: unknown = [(end - begin) / 4],
    dtype: unknown = 'F32',
  ) => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  it.each<[string, unknown, number, RegExp]>([
    ['text that is not JSON', 'hello', 0, /not valid JSON/],
    ['an array', [], 0, /not a JSON object/],
    ['an unknown dtype', { w: entry(0, 4, [1], 'F8_E4M3') }, 4, /dtype "F8_E4M3", which is not supported/],
    ['a dtype that is an object method', { w: entry(0, 4, [1], 'toString') }, 4, /not supported/],
    ['a negative size', { w: entry(0, 4, [-1]) }, 4, /no valid shape/],
    ['a shape of text', { w: entry(0, 4, 'x') }, 4, /no valid shape/],
    [
      'a huge count',
      { w: entry(0, 4, [2 ** 30, 2 ** 30, 2 ** 30]) },
      4,
      /more elements than any file can hold/,
    ],
    [
      'offsets of the wrong size',
      { w: entry(0, 8, [1]) },
      8,
      /gives it 8 bytes, but F32 of shape \[1\] takes 4/,
    ],
    [
      'offsets that run backwards',
      { w: { ...entry(0, 4, [1]), data_offsets: [4, 0] } },
      4,
      /gives it -4 bytes/,
    ],
    ['offsets missing', { w: { dtype: 'F32', shape: [1] } }, 4, /no valid data_offsets/],
    ['a null entry', { w: null }, 0, /is not an object/],
    ['an extra field', { w: { ...entry(0, 4), stride: [1] } }, 4, /unknown field 'stride'/],
    ['overlapping tensors', { a: entry(0, 8), b: entry(4, 12) }, 12, /'b' overlaps/],
    ['a gap between tensors', { a: entry(0, 4), b: entry(8, 12) }, 12, /'b' leaves a gap/],
    ['data beyond the end', { a: entry(0, 400) }, 12, /should have \d+ bytes, but it ends after/],
    ['bytes nobody describes', { a: entry(0, 4) }, 5, /1 bytes more than/],
    ['metadata that is not text', { __metadata__: { epoch: 3 } }, 0, /must map names to strings/],
    [
      'a tensor named twice',
      `{"a":${JSON.stringify(entry(0, 4))},"a":${JSON.stringify(entry(0, 4))}}`,
      4,
      /key twice/,
    ],
    [
      'a field given twice',
      '{"a":{"dtype":"F32","shape":[9],"shape":[1],"data_offsets":[0,4]}}',
      4,
      /key twice/,
    ],
    ['deep nesting', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 0, /is not an object/],
  ])('refuses %s', async (_, header, dataBytes, message) => {
    craft(header, dataBytes);
    const error = await refusal();
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
    expect(['HEADER_INVALID', 'FILE_TRUNCATED']).toContain(error.code);
  });

  it('refuses a header length beyond the limit or the file without claiming the memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    craft('{}', 0, 2n ** 63n);
    expect((await refusal()).message).toMatch(/is it a safetensors file/);
    craft('{}', 0, 90_000_000n);
    expect((await refusal()).code).toBe('FILE_TRUNCATED');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it('keeps names and colons inside strings apart', async () => {
    craft({ __metadata__: { 'a:"b\\': '":{' }, 'x:y': entry(0, 4), __proto__x: entry(4, 8) }, 8);
    const file = await openSafetensors(path);
    expect([...file.entries.keys()]).toEqual(['x:y', '__proto__x']);
    await file.close();
  });

  it('says what is wrong with files that are no safetensors at all', async () => {
    writeFileSync(path, '');
    expect(await refusal()).toMatchObject({ code: 'FILE_TRUNCATED' });
    writeFileSync(path, 'just a text file with a few words');
    expect((await refusal()).message).toMatch(/is it a safetensors file/);
    await expect(openSafetensors(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', path: folder });
    const absent = join(folder, 'absent');
    await expect(readSafetensors(absent)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', path: absent });
  });
});

describe('damage to a good file', () => {
  const tensors: [string, HostTensor][] = [
    ['weight', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
    ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) }],
  ];

  it('refuses a truncation at every byte', async () => {
    await writeSafetensors(path, tensors, { epoch: '1' });
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      expect((await refusal()).code).toBe('FILE_TRUNCATED');
    }
  });

  it('with any header bit flipped gives a typed error or a well-formed file, never anything else', async () => {
    await writeSafetensors(path, tensors, { epoch: '1' });
    const bytes = readFileSync(path);
    const headerEnd = 8 + Number(bytes.readBigUInt64LE());
    let refused = 0;
    for (let bit = 0; bit < headerEnd * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, damaged);
      try {
        const read = readSafetensorsSync(path);
        for (const { shape, data } of read.tensors.values()) expect(data.length).toBe(elementCount(shape));
      } catch (error) {
        expect(error).toBeInstanceOf(CheckpointError);
        refused++;
      }
    }
    // What survives is a changed letter in a name or in the metadata, or a dtype of the same size.
    expect(refused / (headerEnd * 8)).toBeGreaterThan(0.6);
  });
});
