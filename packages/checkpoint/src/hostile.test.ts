// Damaged and lying checkpoints of every format: safetensors, their shards, and what torch.save wrote. Each is refused by
// a CheckpointError, or gives tensors no larger than the file allows. Damage in the language of pickles is in
// pytorch/fuzz.test.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BYTES, Chance, fuzz, type Mutator, mutateJson, several } from '@dg-sct/fuzz';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { elementCount } from './host-tensor.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { readSafetensorsSync } from './safetensors-read.ts';
import { writeSafetensors } from './safetensors-write.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const damaged = join(folder, 'damaged.safetensors');

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../test/fixtures/${name}`, import.meta.url)));

/** Reads every tensor; views of PyTorch may repeat an element, so `most` is more than the file for them. */
async function readAll(path: string, most: number): Promise<void> {
  const file = await openCheckpoint(path);
  try {
    for (const [name, { shape }] of file.entries) {
      const { data } = await file.read(name);
      expect(data.length).toBe(elementCount(shape));
      expect(data.byteLength).toBeLessThanOrEqual(most);
    }
  } finally {
    await file.close();
  }
}

const LENGTH = 8;
const headerOf = (file: Buffer): Buffer => file.subarray(LENGTH, LENGTH + Number(file.readBigUInt64LE()));
const withHeader = (file: Buffer, header: Buffer): Buffer => {
  const length = Buffer.alloc(LENGTH);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, file.subarray(LENGTH + headerOf(file).length)]);
};

/** The JSON changes and its length fits, so that what it says is believed. */
const lie: Mutator = (bytes, chance) => {
  const fits = bytes.length >= LENGTH && bytes.readBigUInt64LE() <= bytes.length;
  return fits ? withHeader(bytes, mutateJson(headerOf(bytes), chance)) : bytes;
};

let good: Buffer;
beforeAll(async () => {
  const path = join(folder, 'good.safetensors');
  await writeSafetensors(
    path,
    [
      ['a.weight', { dtype: 'F32', shape: [3, 4], data: Float32Array.from({ length: 12 }, Math.sin) }],
      ['a.bias', { dtype: 'F16', shape: [4], data: Uint16Array.of(1, 2, 3, 4) }],
      ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) }],
      ['none', { dtype: 'U8', shape: [0, 5], data: new Uint8Array(0) }],
    ],
    { made: 'here' },
  );
  good = readFileSync(path);
});

describe('safetensors', () => {
  it('damaged anywhere, or in what their header says, are refused or read', async () => {
    const tally = await fuzz({
      corpus: { 'model.safetensors': good },
      mutate: (bytes, chance) => chance.pick([several(...BYTES), several(lie)])(bytes, chance),
      refusal: CheckpointError,
      cases: 1500,
      async read(bytes) {
        writeFileSync(damaged, bytes);
        await readAll(damaged, bytes.length);
        readSafetensorsSync(damaged);
      },
    });
    expect(tally.refusals.get('HEADER_INVALID')).toBeGreaterThan(150);
    expect(tally.refusals.get('FILE_TRUNCATED')).toBeGreaterThan(15);
    expect(tally.accepted).toBeGreaterThan(15);
  });

  it('are refused or read alike with and without promises', async () => {
    for (let i = 0; i < 300; i++) {
      const chance = new Chance(2, i);
      writeFileSync(damaged, several(lie, ...BYTES)(good, chance));
      const codeOf = (error: unknown): unknown => (error instanceof CheckpointError ? error.code : error);
      const one = await readAll(damaged, good.length * 2).then(() => 'read', codeOf);
      let other: unknown = 'read';
      try {
        readSafetensorsSync(damaged);
      } catch (error) {
        other = codeOf(error);
      }
      expect(other).toBe(one);
    }
  });

  it.each([
    ['2^60 elements', { dtype: 'F32', shape: [2 ** 60], data_offsets: [0, 2 ** 62] }],
    ['2^30 times 2^30 elements', { dtype: 'U8', shape: [2 ** 30, 2 ** 30], data_offsets: [0, 64] }],
    ['a gigabyte that is not there', { dtype: 'U8', shape: [2 ** 30], data_offsets: [0, 2 ** 30] }],
  ])('that claim %s are refused before memory is taken', async (_, entry) => {
    writeFileSync(damaged, withHeader(good, Buffer.from(JSON.stringify({ large: entry }))));
    const before = process.memoryUsage().arrayBuffers;
    await expect(readAll(damaged, 0)).rejects.toThrow(CheckpointError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
  });

  it('with an element type nested without end are refused as what they are', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const header = headerOf(good).toString().replace('"F32"', nested);
    writeFileSync(damaged, withHeader(good, Buffer.from(header)));
    await expect(readAll(damaged, 0)).rejects.toMatchObject({ code: 'HEADER_INVALID' });
  });
});

describe('an index of shards', () => {
  const path = join(folder, 'model.safetensors.index.json');

  it('damaged in what it says is refused or read', async () => {
    writeFileSync(join(folder, 'one.safetensors'), good);
    const names = ['a.weight', 'a.bias', 'steps', 'none'];
    const index = {
      metadata: {},
      weight_map: Object.fromEntries(names.map((name) => [name, 'one.safetensors'])),
    };
    const tally = await fuzz({
      corpus: { 'index.json': Buffer.from(JSON.stringify(index)) },
      mutate: (bytes, chance) => chance.pick([several(...BYTES), several(mutateJson)])(bytes, chance),
      refusal: CheckpointError,
      cases: 1000,
      async read(bytes) {
        writeFileSync(path, bytes);
        await readAll(path, good.length);
      },
    });
    expect(tally.refusals.get('INDEX_INVALID')).toBeGreaterThan(150);
    expect(tally.accepted).toBeGreaterThan(5);
  });
});

describe('files of torch.save', () => {
  const names = [
    'views.pt',
    'training.pt',
    'dtypes.pt',
    'lightning.ckpt',
    'big-endian.pt',
    'without-checksums.pt',
  ];
  const legacy = ['views-legacy.pt', 'training-legacy.pt', 'dtypes-legacy.pt', 'parameters-legacy-4.pt'];

  it.each([
    ['an archive', names],
    ['the format before 1.6', legacy],
  ])('damaged anywhere are refused or read: %s', async (_, files) => {
    const path = join(folder, 'damaged.pt');
    const tally = await fuzz({
      corpus: Object.fromEntries(files.map((name) => [name, fixture(name)])),
      mutate: several(...BYTES),
      refusal: CheckpointError,
      cases: 600,
      async read(bytes) {
        writeFileSync(path, bytes);
        await readAll(path, Math.max(bytes.length, 2 ** 26));
      },
    });
    expect(tally.refusals.size).toBeGreaterThan(3);
    expect(tally.accepted).toBeGreaterThan(5);
  });
});
