// Damage of every kind to files that PyTorch wrote. A damaged file is refused with a CheckpointError, or gives tensors
// that are well-formed and no larger than the file allows; where there are checksums, just the tensors that it had.
// All chance is seeded.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ZipEntry, zip } from '../../test/archives.ts';
import { CheckpointError } from '../checkpoint-error.ts';
import { FileReader } from '../file-reader.ts';
import { elementCount } from '../host-tensor.ts';
import { openCheckpoint } from '../open-checkpoint.ts';
import { locateContent, readZipDirectory } from './zip-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.pt');

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));

/** Expanded views may take so much, whatever the size of the file. */
const REPEATED_BYTES = 2 ** 26;

/** All tensors as text, or the code of the refusal. Anything else that happens fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes);
  try {
    const file = await openCheckpoint(path);
    try {
      const tensors: string[] = [];
      for (const [name, { dtype, shape }] of file.entries) {
        const { data } = await file.read(name);
        expect(data.length).toBe(elementCount(shape));
        expect(data.byteLength).toBeLessThanOrEqual(Math.max(bytes.length, REPEATED_BYTES));
        tensors.push(`${name} ${dtype} [${shape}] ${data.subarray(0, 200)}`);
      }
      return tensors.join('\n');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CheckpointError) return error.code;
    throw error;
  }
}

const isRefusal = (text: string): boolean => /^[A-Z_]+$/.test(text);

/** Places spread over a file, with a byte for each that differs from what is there. */
const flips = (bytes: Buffer, step: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => {
    const copy = Buffer.from(bytes);
    const at = i * step + (i % step);
    if (at < copy.length) copy[at] = ((copy[at] ?? 0) + 1 + ((i * 97) % 255)) % 256;
    return copy;
  });

describe('a file cut off', () => {
  it.each(['microsoft.pth', 'training-legacy.pt', 'parameters-legacy-4.pt'])(
    'is refused wherever %s ends',
    async (name) => {
      const bytes = readFileSync(fixture(name));
      for (let length = 4; length < bytes.length; length += 13) {
        expect(await outcome(bytes.subarray(0, length)), `${length} bytes`).toBe('FILE_TRUNCATED');
      }
    },
  );
});

describe('a byte changed', () => {
  it.each(['microsoft.pth', 'views.pt'])(
    'in %s is found by its checksums, or is none of the content',
    async (name) => {
      const bytes = readFileSync(fixture(name));
      const original = await outcome(bytes);
      let refused = 0;
      for (const damaged of flips(bytes, bytes.length >> 8)) {
        const result = await outcome(damaged);
        if (isRefusal(result)) refused++;
        else expect(result).toBe(original);
      }
      expect(refused).toBeGreaterThan(50);
    },
  );

  it.each(['views-legacy.pt', 'training-legacy.pt', 'without-checksums.pt'])(
    'in %s is refused or gives well-formed tensors',
    async (name) => {
      const results: string[] = [];
      for (const damaged of flips(readFileSync(fixture(name)), 13)) results.push(await outcome(damaged));
      expect(results.filter(isRefusal).length).toBeGreaterThan(20);
      expect(results.some((result) => !isRefusal(result))).toBe(true);
    },
  );
});

/** The records of a fixture. */
const recordsOf = (name: string): Promise<ZipEntry[]> =>
  FileReader.open(fixture(name), async (file) => {
    const entries: ZipEntry[] = [];
    for (const record of (await readZipDirectory(file)).values()) {
      const content = await file.read(await locateContent(file, record), record.bytes);
      entries.push([record.name, Buffer.from(content)]);
    }
    await file.close();
    return entries;
  });

/** Operations and numbers that mean something to a pickle, to be put anywhere. */
const TOKENS = [
  ...'.()t\x85\x86\x87]ae}suRbQN012\x81\x93\x94\x95',
  ...['h\x00', 'h\x02', 'q\x01', 'K\xff', 'M\xff\xff', 'J\xff\xff\xff\xff', 'J\x00\x00\x00\x80'],
  ...['X\xff\xff\xff\xff', 'X\x00\x00\x00\x00', `\x8a\x08${'\xff'.repeat(7)}\x7f`, `\x8e${'\xff'.repeat(8)}`],
  ...['ctorch\nFloatStorage\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'cos\nsystem\n'],
].map((token) => Buffer.from(token, 'latin1'));

interface Mutation {
  readonly kind: 'put' | 'replace' | 'remove' | 'repeat';
  /** As a part of the pickle's length. */
  readonly at: number;
  readonly length: number;
  readonly token: Buffer;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('put', 'replace', 'remove', 'repeat'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  token: fc.oneof(fc.constantFrom(...TOKENS), fc.uint8Array({ minLength: 1, maxLength: 2 }).map(Buffer.from)),
});

function mutate(bytes: Buffer, { kind, at, length, token }: Mutation): Buffer {
  const start = Math.floor(at * bytes.length);
  const part = bytes.subarray(start, start + length);
  const middle = { put: token, replace: token, remove: Buffer.alloc(0), repeat: Buffer.concat([part, part]) }[
    kind
  ];
  const skipped = { put: 0, replace: token.length, remove: length, repeat: length }[kind];
  return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(start + skipped)]);
}

describe('a pickle changed in its own language, with a checksum that fits', () => {
  it.each(['views.pt', 'training.pt', 'parameters-4.pt'])(
    'in %s is refused or gives well-formed tensors',
    async (name) => {
      const records = await recordsOf(name);
      const results: string[] = [];
      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
          const changed = records.map(
            ([key, content]): ZipEntry =>
              key.endsWith('/data.pkl') ? [key, mutations.reduce(mutate, content)] : [key, content],
          );
          results.push(await outcome(zip(changed)));
        }),
        { numRuns: 400, seed: 4 },
      );
      // Both happen, or the changes are too wild or too tame to find anything.
      expect(results.filter(isRefusal).length).toBeGreaterThan(30);
      expect(results.filter((result) => !isRefusal(result)).length).toBeGreaterThan(3);
      expect(new Set(results.filter(isRefusal)).size).toBeGreaterThan(2);
    },
  );

  it('of the format before 1.6 is refused or gives well-formed tensors', async () => {
    const bytes = readFileSync(fixture('training-legacy.pt'));
    const results: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        results.push(await outcome(mutations.reduce(mutate, bytes)));
      }),
      { numRuns: 400, seed: 5 },
    );
    expect(new Set(results.filter(isRefusal)).size).toBeGreaterThan(2);
  });
});

describe('the list of records of an archive', () => {
  it('with any field set to an extreme is refused or gives the tensors that it had', async () => {
    const bytes = readFileSync(fixture('microsoft.pth'));
    const original = await outcome(bytes);
    const begin = bytes.indexOf('PK\x01\x02');
    const results: string[] = [];
    for (let at = begin; at < bytes.length - 1; at += 3) {
      for (const value of [0, 0x7fff, 0xffff]) {
        const damaged = Buffer.from(bytes);
        damaged.writeUInt16LE(value, at);
        results.push(await outcome(damaged));
      }
    }
    expect(new Set(results.filter((result) => !isRefusal(result)))).toEqual(new Set([original]));
    expect(results.filter(isRefusal).length).toBeGreaterThan(100);
  });
});
