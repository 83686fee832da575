// The header of a safetensors file: 8 bytes of little-endian length, then that many bytes of JSON. Pure functions
// on bytes; no file is touched here. The format: https://github.com/huggingface/safetensors (section "Format").
import { CheckpointError } from './checkpoint-error.ts';
import { type Dtype, dtypeBytes, isDtype } from './dtype.ts';
import { elementCount } from './host-tensor.ts';
import { shown } from './readable.ts';

/** Bytes of the length field in front of the JSON. */
export const LENGTH_BYTES = 8;
/** The format's own limit on the JSON, which also bounds the memory that a hostile file can ask for. */
const MAX_HEADER_BYTES = 100_000_000;

export type Metadata = Readonly<Record<string, string>>;

/** Where a tensor lies: bytes `begin` (inclusive) to `end` (exclusive), counted from the start of the file. */
export interface SafetensorsEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Metadata;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
}

/** Length of the JSON as the first 8 bytes give it, checked against the size of the file. */
export function parseHeaderLength(lengthField: Uint8Array, fileBytes: number, path: string): number {
  if (lengthField.length < LENGTH_BYTES) {
    throw invalid(path, `it has ${fileBytes} bytes, too few for a safetensors file`, 'FILE_TRUNCATED');
  }
  const view = new DataView(lengthField.buffer, lengthField.byteOffset, LENGTH_BYTES);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw invalid(path, `its first 8 bytes give a header of ${length} bytes; is it a safetensors file?`);
  }
  if (length > fileBytes - LENGTH_BYTES) {
    const problem = `its header should have ${length} bytes, but the file ends after ${fileBytes} bytes`;
    throw invalid(path, problem, 'FILE_TRUNCATED');
  }
  return length;
}

/** Parses and checks the JSON. The tensors must fill the rest of the file exactly, without gap or overlap. */
export function parseHeader(json: Uint8Array, fileBytes: number, path: string): SafetensorsHeader {
  const dataStart = LENGTH_BYTES + json.length;
  const { parsed, colons } = parseObject(json, path);
  const { __metadata__: metadata = {}, ...tensors } = parsed;
  if (!isObject(metadata) || !isMetadata(metadata)) {
    throw invalid(path, `the header's __metadata__ must map names to strings`);
  }
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, value] of Object.entries(tensors)) {
    entries.set(name, parseEntry(name, value, dataStart, path));
  }
  if (countMembers(parsed) !== colons) throw invalid(path, 'its header names a key twice');
  checkLayout(entries, dataStart, fileBytes, path);
  return { metadata, entries };
}

function parseObject(json: Uint8Array, path: string) {
  let parsed: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'its header is not valid JSON; is it a safetensors file?', 'HEADER_INVALID', cause);
  }
  if (!isObject(parsed)) throw invalid(path, 'its header is not a JSON object');
  return { parsed, colons: countColons(text) };
}

function parseEntry(name: string, value: unknown, dataStart: number, path: string): SafetensorsEntry {
  const fail = (problem: string) => invalid(path, `its header entry for tensor '${name}' ${problem}`);
  if (!isObject(value)) throw fail('is not an object');
  const { dtype, shape, data_offsets: offsets, ...others } = value;
  if (Object.keys(others).length > 0) throw fail(`has the unknown field '${Object.keys(others)[0]}'`);
  if (!isDtype(dtype)) throw fail(`has dtype ${shown(dtype)}, which is not supported`);
  if (!isSizes(shape)) throw fail('has no valid shape');
  if (!isSizes(offsets) || offsets.length !== 2) throw fail('has no valid data_offsets');
  const [begin = 0, end = 0] = offsets;
  const bytes = elementCount(shape) * dtypeBytes(dtype);
  if (Number.isNaN(bytes)) throw fail(`has shape [${shape}], more elements than any file can hold`);
  if (end - begin !== bytes) {
    throw fail(`gives it ${end - begin} bytes, but ${dtype} of shape [${shape}] takes ${bytes}`);
  }
  return { dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

function checkLayout(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  dataStart: number,
  fileBytes: number,
  path: string,
): void {
  let position = dataStart;
  const byPlace = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  for (const [name, { begin, end }] of byPlace) {
    if (begin !== position) {
      const problem = begin < position ? 'overlaps the one before it' : 'leaves a gap before it';
      throw invalid(path, `by its header the data of tensor '${name}' ${problem}`);
    }
    position = end;
  }
  if (position > fileBytes) {
    const problem = `by its header it should have ${position} bytes, but it ends after ${fileBytes}`;
    throw invalid(path, problem, 'FILE_TRUNCATED');
  }
  if (position < fileBytes) {
    throw invalid(path, `it has ${fileBytes - position} bytes more than its header describes`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMetadata = (value: Record<string, unknown>): value is Record<string, string> =>
  Object.values(value).every((text) => typeof text === 'string');

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** Members of the header and of the objects in it; checked entries have no deeper ones. */
function countMembers(header: Record<string, unknown>): number {
  const inner = Object.values(header).map((value) => (isObject(value) ? Object.keys(value).length : 0));
  return inner.reduce((sum, count) => sum + count, inner.length);
}

/** Colons outside strings, one per member as written. JSON.parse keeps only the last of a repeated key. */
function countColons(text: string): number {
  let colons = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') inString = !inString;
    else if (char === '\\') i++;
    else if (char === ':' && !inString) colons++;
  }
  return colons;
}

function invalid(
  path: string,
  problem: string,
  code: 'HEADER_INVALID' | 'FILE_TRUNCATED' = 'HEADER_INVALID',
  cause?: unknown,
): CheckpointError {
  return new CheckpointError(code, `Cannot read '${path}': ${problem}.`, { path, cause });
}

/** Length field and JSON for `entries`, whose offsets count from the start of the data; padded to 8 bytes. */
export function encodeHeader(
  entries: Iterable<readonly [string, SafetensorsEntry]>,
  metadata: Metadata = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  for (const [name, { dtype, shape, begin, end }] of entries) {
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = JSON.stringify(Object.fromEntries(header));
  const padded = Math.ceil(Buffer.byteLength(json) / 8) * 8;
  const bytes = Buffer.alloc(LENGTH_BYTES + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded), 0);
  bytes.write(json, LENGTH_BYTES);
  return bytes;
}
