// The file of one cached graph: a digest of what follows, the length of a JSON header, the header, the model,
// its external data. Anything else than what was written reads as no entry at all.
import { createHash } from 'node:crypto';
import type { OnnxModel } from '../onnx/model.ts';

const DIGEST_BYTES = 32;
const PREFIX_BYTES = DIGEST_BYTES + 4;

/** A traced graph as ONNX Runtime gets it. */
export interface Prepared {
  /** Its inputs are the trace's feeds, then `fedConstants`, named in0, in1, ...; its outputs out0, out1, ... */
  readonly model: OnnxModel;
  /** Places in the trace's `constants` of large ones that are inputs. */
  readonly fedConstants: readonly number[];
  /** Positions of outputs that may be written where what they replace lies. */
  readonly overwritable: readonly number[];
}

interface Header extends Omit<Prepared, 'model'> {
  readonly nodes: number;
  readonly modelBytes: number;
  readonly external: readonly { readonly path: string; readonly bytes: number }[];
}

/** The parts of the file, in order. */
export function encodeEntry({ model, ...rest }: Prepared): Uint8Array[] {
  const { bytes, externalData, nodes } = model;
  const header: Header = {
    ...rest,
    nodes,
    modelBytes: bytes.length,
    external: externalData.map(({ path, data }) => ({ path, bytes: data.length })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(PREFIX_BYTES - DIGEST_BYTES);
  length.writeUInt32LE(json.length);
  const parts = [length, json, bytes, ...externalData.map(({ data }) => data)];
  return [digestOf(parts), ...parts];
}

/** Undefined for a file that was cut short, changed, or is of another kind. */
export function decodeEntry(buffer: Buffer): Prepared | undefined {
  // Slices of a plain array are copies, which lie where an array of floats may.
  const file = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  const body = file.subarray(DIGEST_BYTES);
  if (file.length < PREFIX_BYTES || !digestOf([body]).equals(file.subarray(0, DIGEST_BYTES)))
    return undefined;
  let at = PREFIX_BYTES;
  const next = (length: number): Uint8Array => {
    at += length;
    return file.slice(at - length, at);
  };
  const json = next(buffer.readUInt32LE(DIGEST_BYTES));
  const { nodes, modelBytes, external, ...rest } = JSON.parse(Buffer.from(json).toString()) as Header;
  const bytes = next(modelBytes);
  const externalData = external.map(({ path, bytes: length }) => ({
    path,
    data: next(length),
    owned: true,
  }));
  return { model: { bytes, externalData, nodes }, ...rest };
}

function digestOf(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
