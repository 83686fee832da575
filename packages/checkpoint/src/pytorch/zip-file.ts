// PyTorch's format since 1.6: a zip archive of one folder, with the pickle data.pkl and each storage as a record
// data/KEY, all stored as they are, so that a tensor is read from its place.
import { dirname } from 'node:path/posix';
import { crc32 } from 'node:zlib';
import { CheckpointError, type CheckpointErrorCode } from '../checkpoint-error.ts';
import type { CheckpointFile } from '../checkpoint-file.ts';
import type { FileReader } from '../file-reader.ts';
import { piecesOf } from '../pieces.ts';
import { type PytorchOptions, type Storages, storedStateDict } from './stored-state-dict.ts';
import { MAX_PICKLE_BYTES, unpickle } from './unpickle.ts';
import { locateContent, readZipDirectory, requireStored, type ZipRecord } from './zip-directory.ts';

/** Bytes of a storage that are checked at once. */
const PIECE_BYTES = 2 ** 22;

export async function openPytorchZip(file: FileReader, options: PytorchOptions): Promise<CheckpointFile> {
  const { path } = file;
  const records = await readZipDirectory(file);
  const pickle = [...records.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw problem('FORMAT_UNSUPPORTED', path, 'it is a zip archive, but without the data.pkl of torch.save');
  }
  const folder = dirname(pickle.name);
  if (records.has(`${folder}/constants.pkl`)) {
    const remedy = 'save the state_dict() of what torch.jit.load gives';
    throw problem('FORMAT_UNSUPPORTED', path, `it is a TorchScript program, not a checkpoint; ${remedy}`);
  }
  const { value } = unpickle(await readContent(file, pickle, MAX_PICKLE_BYTES), path, options);
  const storages = await zipStorages(file, records, folder);
  return storedStateDict(value, file, storages, options);
}

async function zipStorages(
  file: FileReader,
  records: ReadonlyMap<string, ZipRecord>,
  folder: string,
): Promise<Storages> {
  const verified = new Set<ZipRecord>();
  return {
    format: 'pytorch-zip',
    bigEndian: (await readByteOrder(file, records.get(`${folder}/byteorder`))) === 'big',
    find: (key) => {
      const record = records.get(`${folder}/data/${key}`);
      if (record === undefined) return undefined;
      requireStored(file, record);
      return {
        bytes: record.bytes,
        locate: () => locateContent(file, record),
        verify: async (content) => {
          if (verified.has(record)) return;
          await checkSum(file, record, content);
          verified.add(record);
        },
      };
    },
  };
}

/** Files of PyTorch before 2.1 have no such record and are little-endian. */
async function readByteOrder(file: FileReader, record: ZipRecord | undefined): Promise<string> {
  if (record === undefined) return 'little';
  const order = Buffer.from(await readContent(file, record, 16)).toString('latin1');
  if (order === 'little' || order === 'big') return order;
  throw problem('ARCHIVE_INVALID', file.path, `its byte order is given as ${JSON.stringify(order)}`);
}

async function readContent(file: FileReader, record: ZipRecord, limit: number): Promise<Uint8Array> {
  if (record.bytes > limit) {
    const sizes = `record '${record.name}' has ${record.bytes} bytes, more than the ${limit} that are read`;
    throw problem('PICKLE_TOO_LARGE', file.path, sizes);
  }
  requireStored(file, record);
  const content = await file.read(await locateContent(file, record), record.bytes);
  await checkSum(file, record, content);
  return content;
}

/**
 * Throws `FILE_DAMAGED` unless the content of `record` has the checksum that was written, if one was. `content` is
 * read anew in pieces unless it is given.
 */
async function checkSum(file: FileReader, record: ZipRecord, content?: ArrayBufferView): Promise<void> {
  if (record.crc32 === 0) return;
  let sum = 0;
  const pieces = content ? piecesOf(content, PIECE_BYTES) : readPieces(file, record);
  for await (const piece of pieces) sum = crc32(piece, sum);
  if (sum === record.crc32) return;
  const remedy = 'download or copy the file again';
  throw problem(
    'FILE_DAMAGED',
    file.path,
    `the checksum of record '${record.name}' does not fit its bytes; ${remedy}`,
  );
}

async function* readPieces(file: FileReader, record: ZipRecord): AsyncGenerator<Uint8Array> {
  const begin = await locateContent(file, record);
  const piece = new Uint8Array(Math.min(PIECE_BYTES, record.bytes));
  for (let at = 0; at < record.bytes; at += piece.length) {
    yield file.fill(piece.subarray(0, record.bytes - at), begin + at);
  }
}

const problem = (code: CheckpointErrorCode, path: string, sentence: string): CheckpointError =>
  new CheckpointError(code, `Cannot read '${path}': ${sentence}.`, { path });
