// The list of records at the end of a zip archive, as PyTorch writes it: stored records only, ZIP64 where needed.
// Records may neither overlap nor share a name. The format: PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.3.
import { CheckpointError } from '../checkpoint-error.ts';
import type { FileReader } from '../file-reader.ts';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_64_BYTES = 20;
/** Id of the extra field that holds 8-byte values. */
const EXTRA_64 = 1;
const ENCRYPTED = 1;
const STORED = 0;
/** Stands in a 4-byte field whose value is in the 8-byte one. */
const IN_64 = 0xffffffff;
/** A comment behind the archive can have 65,535 bytes. */
const TAIL_BYTES = END_BYTES + 0xffff + LOCATOR_64_BYTES + END_64_BYTES;
/** Some 100 bytes are needed for a record, and there is a record for each storage. */
const MAX_DIRECTORY_BYTES = 2 ** 26;

export interface ZipRecord {
  readonly name: string;
  /** Bytes that it has in the file. */
  readonly bytes: number;
  /** Whether they are the content, neither compressed nor encrypted. */
  readonly stored: boolean;
  /** Of the content; 0 where PyTorch was told not to compute it. */
  readonly crc32: number;
  /** Where its local header begins. The content begins behind it. */
  readonly header: number;
  /** Where the next record, or the directory, begins. */
  readonly limit: number;
}

/** Records by name, in the order of the file. Throws `FILE_TRUNCATED` or `ARCHIVE_INVALID`. */
export async function readZipDirectory(file: FileReader): Promise<ReadonlyMap<string, ZipRecord>> {
  const { begin, end, count } = await findDirectory(file);
  if (end - begin > MAX_DIRECTORY_BYTES) throw invalid(file, `its list of records has ${end - begin} bytes`);
  const records = parseDirectory(viewOf(await file.read(begin, end - begin)), count, file);
  records.sort((a, b) => a.header - b.header);
  const byName = new Map<string, ZipRecord>();
  for (const [i, record] of records.entries()) {
    const limit = records[i + 1]?.header ?? begin;
    if (!(record.header + LOCAL_HEADER_BYTES + record.bytes <= limit)) {
      throw invalid(file, `record '${record.name}' overlaps what follows it`);
    }
    if (byName.has(record.name)) throw invalid(file, `it has two records named '${record.name}'`);
    byName.set(record.name, { ...record, limit });
  }
  return byName;
}

/** Throws `FORMAT_UNSUPPORTED` unless the bytes of a record are its content. */
export function requireStored({ path }: FileReader, { name, stored }: ZipRecord): void {
  if (stored) return;
  const message = `Cannot read '${path}': record '${name}' is compressed or encrypted; torch.save does neither.`;
  throw new CheckpointError('FORMAT_UNSUPPORTED', message, { path });
}

/** Where the content of a record begins, which only its local header tells. */
export async function locateContent(file: FileReader, record: ZipRecord): Promise<number> {
  const header = viewOf(await file.read(record.header, LOCAL_HEADER_BYTES));
  if (header.getUint32(0, true) !== LOCAL_HEADER) {
    throw invalid(file, `record '${record.name}' is not where the list of records says`);
  }
  const begin = record.header + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (begin + record.bytes > record.limit) {
    throw invalid(file, `record '${record.name}' overlaps what follows it`);
  }
  return begin;
}

/** Place of the list of records, and how many it should hold. */
async function findDirectory(file: FileReader) {
  const tailStart = Math.max(0, file.size - TAIL_BYTES);
  const tail = viewOf(await file.read(tailStart, file.size - tailStart));
  const end = findEnd(tail);
  if (end === undefined) {
    const problem = 'it begins as a zip archive, but has no end of one; was it downloaded completely?';
    throw invalid(file, problem, 'FILE_TRUNCATED');
  }
  const locator = end - LOCATOR_64_BYTES;
  const end64 = locator - END_64_BYTES;
  const is64 = end64 >= 0 && tail.getUint32(locator, true) === LOCATOR_64;
  if (is64 && tail.getUint32(end64, true) !== END_64)
    throw invalid(file, 'the end of its ZIP64 archive is missing');
  const [count, bytes, begin] = is64
    ? [read64(tail, end64 + 32), read64(tail, end64 + 40), read64(tail, end64 + 48)]
    : [tail.getUint16(end + 10, true), tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  const directoryEnd = tailStart + (is64 ? end64 : end);
  if (begin + bytes !== directoryEnd) {
    throw invalid(
      file,
      `its list of records should end at byte ${begin + bytes}, but does at ${directoryEnd}`,
    );
  }
  return { begin, end: directoryEnd, count };
}

/** The end record is the last thing in the file but for a comment, whose length it tells. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return undefined;
}

function parseDirectory(view: DataView, count: number, file: FileReader): Omit<ZipRecord, 'limit'>[] {
  const records: Omit<ZipRecord, 'limit'>[] = [];
  let at = 0;
  while (at < view.byteLength) {
    if (view.byteLength - at < CENTRAL_HEADER_BYTES || view.getUint32(at, true) !== CENTRAL_HEADER) {
      throw invalid(file, 'its list of records is damaged');
    }
    const nameEnd = at + CENTRAL_HEADER_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw invalid(file, 'its list of records is damaged');
    const nameBytes = new Uint8Array(
      view.buffer,
      view.byteOffset + at + CENTRAL_HEADER_BYTES,
      nameEnd - at - CENTRAL_HEADER_BYTES,
    );
    const name = Buffer.from(nameBytes).toString('utf8');
    records.push({ name, ...parseRecord(view, at, nameEnd, extraEnd) });
    at = next;
  }
  if (records.length !== count) {
    throw invalid(file, `its list of records has ${records.length} entries instead of ${count}`);
  }
  return records;
}

/** The fixed part of the entry that begins at `at`, and the extra field behind its name. */
function parseRecord(view: DataView, at: number, nameEnd: number, extraEnd: number) {
  // Values too large for 4 bytes follow in the extra field, in this order.
  const wide = wideValues(view, nameEnd, extraEnd);
  const read = (position: number): number => {
    const value = view.getUint32(at + position, true);
    return value === IN_64 ? (wide.shift() ?? Number.NaN) : value;
  };
  const content = read(24);
  const bytes = read(20);
  const header = read(42);
  const asItIs = view.getUint16(at + 10, true) === STORED && (view.getUint16(at + 8, true) & ENCRYPTED) === 0;
  return { bytes, header, stored: asItIs && content === bytes, crc32: view.getUint32(at + 16, true) };
}

function wideValues(view: DataView, begin: number, end: number): number[] {
  for (let at = begin; at + 4 <= end; ) {
    const fieldEnd = at + 4 + view.getUint16(at + 2, true);
    if (fieldEnd > end) break;
    if (view.getUint16(at, true) === EXTRA_64) {
      const values: number[] = [];
      for (let value = at + 4; value + 8 <= fieldEnd; value += 8) values.push(read64(view, value));
      return values;
    }
    at = fieldEnd;
  }
  return [];
}

/** Values beyond 2^53 lie beyond any file, exact or not. */
const read64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function invalid(
  { path }: FileReader,
  problem: string,
  code: 'ARCHIVE_INVALID' | 'FILE_TRUNCATED' = 'ARCHIVE_INVALID',
): CheckpointError {
  return new CheckpointError(code, `Cannot read '${path}': ${problem}.`, { path });
}
