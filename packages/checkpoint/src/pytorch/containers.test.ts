// What PyTorch files keep tensors in, the zip archive and the older format, wrong in one respect each.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { legacyFile, pickle, storage, tensor, type ZipEntry, zip } from '../../test/archives.ts';
import { CheckpointError, type CheckpointErrorCode } from '../checkpoint-error.ts';
import { openCheckpoint } from '../open-checkpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'containers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.pt');

const floats = (count: number) => Buffer.from(Float32Array.from({ length: count }, (_, i) => i).buffer);
const object = pickle.dict({ w: tensor(storage('FloatStorage', '0', 6), 0, [6], [1]) });
const data: ZipEntry = ['x/data.pkl', pickle.whole(object)];
const content: ZipEntry = ['x/data/0', floats(6)];

/** Opens a file and reads all of it. */
async function readAll(bytes: Buffer): Promise<number[]> {
  writeFileSync(path, bytes);
  const file = await openCheckpoint(path);
  try {
    return Array.from((await file.read('w')).data, Number);
  } finally {
    await file.close();
  }
}

type Case = [title: string, bytes: Buffer, code: CheckpointErrorCode, message: RegExp];

const checkCases = (cases: readonly Case[]) =>
  it.each(cases)('refuses %s', async (_, bytes, code, message) => {
    const error: unknown = await readAll(bytes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({ path, code, message: expect.stringMatching(message) });
  });

/** `bytes` with those at `position`, counted from the end if negative, replaced. */
function patched(bytes: Buffer, position: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, position < 0 ? copy.length + position : position);
  return copy;
}

describe('zip archives', () => {
  const good = zip([data, content]);
  const end = good.length - 22;

  it('are read with a comment, records of others, and without checksums', async () => {
    const values = [0, 1, 2, 3, 4, 5];
    const comment = Buffer.concat([patched(good, -2, 3), Buffer.from('PK\x05')]);
    expect(await readAll(comment)).toEqual(values);
    expect(await readAll(zip([['y/other', Buffer.from('?')], data, content]))).toEqual(values);
    expect(await readAll(zip([data, ['x/data/0', floats(6), { crc: 0 }]]))).toEqual(values);
    expect(await readAll(zip([data, content, ['x/code.py', Buffer.from('?'), { method: 8 }]]))).toEqual(
      values,
    );
  });

  const zeros = Buffer.alloc(24 * 2 ** 20);
  const bomb = deflateRawSync(zeros);
  checkCases([
    [
      'a compressed pickle',
      zip([['x/data.pkl', bomb, { method: 8, size: zeros.length }], content]),
      'FORMAT_UNSUPPORTED',
      /'x\/data.pkl' is compressed/,
    ],
    [
      'a compressed storage',
      zip([data, ['x/data/0', bomb, { method: 8, size: 24 }]]),
      'FORMAT_UNSUPPORTED',
      /'x\/data\/0' is compressed/,
    ],
    [
      'an encrypted storage',
      zip([data, ['x/data/0', floats(6), { flags: 1 }]]),
      'FORMAT_UNSUPPORTED',
      /encrypted/,
    ],
    [
      'two sizes of a stored record',
      zip([data, ['x/data/0', floats(6), { size: 2 ** 31 }]]),
      'FORMAT_UNSUPPORTED',
      /compressed/,
    ],
    [
      'records that overlap',
      zip([data, ['x/data/0', floats(6), { place: 1 }]]),
      'ARCHIVE_INVALID',
      /'x\/data.pkl' overlaps/,
    ],
    [
      'a record in the list of records',
      zip([data, ['x/data/0', floats(6), { place: end - 60 }]]),
      'ARCHIVE_INVALID',
      /'x\/data\/0' overlaps/,
    ],
    [
      'a record where there is none',
      zip([['x/data/0', floats(6), { place: 4 }], data]),
      'ARCHIVE_INVALID',
      /not where the list/,
    ],
    [
      'two records of one name',
      zip([data, content, content]),
      'ARCHIVE_INVALID',
      /two records named 'x\/data\/0'/,
    ],
    [
      'a storage with other bytes',
      zip([data, ['x/data/0', floats(6), { crc: 1 }]]),
      'FILE_DAMAGED',
      /checksum of record 'x\/data\/0'/,
    ],
    [
      'a pickle with other bytes',
      zip([['x/data.pkl', pickle.whole(object), { crc: 1 }], content]),
      'FILE_DAMAGED',
      /checksum of record 'x\/data.pkl'/,
    ],
    [
      'an unknown byte order',
      zip([data, content, ['x/byteorder', Buffer.from('middle')]]),
      'ARCHIVE_INVALID',
      /byte order is given as "middle"/,
    ],
    [
      'a long byte order',
      zip([data, content, ['x/byteorder', Buffer.alloc(99)]]),
      'PICKLE_TOO_LARGE',
      /99 bytes/,
    ],
    ['no pickle', zip([content]), 'FORMAT_UNSUPPORTED', /without the data.pkl/],
    [
      'a TorchScript program',
      zip([data, content, ['x/constants.pkl', Buffer.from('N.')]]),
      'FORMAT_UNSUPPORTED',
      /TorchScript/,
    ],
    [
      'more records than there are',
      patched(good, end + 10, 3),
      'ARCHIVE_INVALID',
      /has 2 entries instead of 3/,
    ],
    [
      '65,535 records',
      patched(good, end + 10, 0xff, 0xff),
      'ARCHIVE_INVALID',
      /has 2 entries instead of 65535/,
    ],
    ['a list that ends elsewhere', patched(good, end + 12, 1), 'ARCHIVE_INVALID', /should end at byte/],
    [
      'a list of another kind',
      patched(good, good.indexOf('PK\x01\x02'), 0),
      'ARCHIVE_INVALID',
      /list of records is damaged/,
    ],
    [
      'an entry longer than the list',
      patched(good, good.indexOf('PK\x01\x02') + 29, 0xff),
      'ARCHIVE_INVALID',
      /list of records is damaged/,
    ],
    [
      'an archive cut off',
      good.subarray(0, -1),
      'FILE_TRUNCATED',
      /no end of one; was it downloaded completely/,
    ],
    ['a tiny archive', Buffer.from('PK\x03\x04'), 'FILE_TRUNCATED', /no end of one/],
  ]);
});

describe('the format before 1.6', () => {
  const good = legacyFile(object, { 0: [6, floats(6)] });
  checkCases([
    ['another pickle', pickle.whole(object), 'FORMAT_UNSUPPORTED', /a pickle, but not one of torch.save/],
    ['a pickle of a program', pickle.whole(pickle.global('os', 'system')), 'GLOBAL_REFUSED', /os.system/],
    [
      'another version',
      patched(good, good.indexOf('\x80\x02\x8a\x08', 15, 'latin1') + 4, 1),
      'FORMAT_UNSUPPORTED',
      /version of its format/,
    ],
    [
      'another count',
      legacyFile(object, { 0: [7, floats(7)] }),
      'FILE_DAMAGED',
      /has 28 bytes instead of 24/,
    ],
    ['a negative count', legacyFile(object, { 0: [-6, floats(6)] }), 'FILE_DAMAGED', /has -24 bytes/],
    ['a huge count', legacyFile(object, { 0: [2 ** 52, floats(6)] }), 'FILE_DAMAGED', /instead of 24/],
    ['a storage missing from the list', legacyFile(object, {}), 'TENSOR_INVALID', /which the file lacks/],
    [
      'an unknown storage in the list',
      legacyFile(object, { 0: [6, floats(6)], 1: [6, floats(6)] }),
      'PICKLE_INVALID',
      /list of storages/,
    ],
    ['a storage cut off', good.subarray(0, -1), 'FILE_TRUNCATED', /should have at least \d+ bytes/],
    ['pickles cut off', good.subarray(0, 100), 'FILE_TRUNCATED', /pickle ends in the middle/],
  ]);

  it('refuses a storage that is listed twice', async () => {
    const twice = Buffer.from(good);
    const list = pickle.whole(pickle.list(pickle.text('0'), pickle.text('0')));
    const at = twice.indexOf(pickle.whole(pickle.list(pickle.text('0'))));
    const doubled = Buffer.concat([twice.subarray(0, at), list, twice.subarray(-32), twice.subarray(-32)]);
    await expect(readAll(doubled)).rejects.toMatchObject({ code: 'PICKLE_INVALID' });
  });

  it('reads pickles longer than the part that is tried first', async () => {
    const long = pickle.dict({
      note: pickle.text('x'.repeat(3_000_000)),
      w: tensor(storage('FloatStorage', '0', 6), 0, [6], [1]),
    });
    expect(await readAll(legacyFile(long, { 0: [6, floats(6)] }))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
