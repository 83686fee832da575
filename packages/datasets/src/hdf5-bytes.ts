// Numbers, names and arrays at places in the bytes of an HDF5 file. A place outside of the file is an error, not
// undefined.
import type { HostTensor } from '@dg-sct/checkpoint';
import { DatasetError } from './errors.ts';

const ARRAYS = {
  F16: Uint16Array,
  F32: Float32Array,
  F64: Float64Array,
  I8: Int8Array,
  I16: Int16Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
  U64: BigUint64Array,
} as const;

export class Hdf5Bytes {
  readonly #content: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  /** Bytes that no part of the file has been read from. */
  #unclaimed: number;

  constructor(content: Uint8Array, file: string) {
    this.#content = content;
    this.#view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    this.#file = file;
    this.#unclaimed = content.length;
  }

  /**
   * Counts the bytes of a part that is read once. Parts of a file lie beside each other, so they have no more bytes than
   * the file: one that names the same bytes over and over costs no more time and memory than its size allows.
   */
  claim(length: number): void {
    this.#unclaimed -= length;
    if (!(this.#unclaimed >= 0)) this.fail('is damaged: its parts lie over each other');
  }

  fail(problem: string): never {
    const message = `${this.#file} ${problem}; take an HDF5 file as the data set's authors publish it.`;
    throw new DatasetError('DATASET_FILE', message, { file: this.#file });
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#checked(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), true);
  }

  /** An address, length or size; none may be larger than a number counts exactly. */
  u64(at: number): number {
    return Number(this.#view.getBigUint64(this.#checked(at, 8), true));
  }

  /** Up to the next zero byte. */
  text(at: number): string {
    const end = this.#content.indexOf(0, this.#checked(at, 1));
    if (end < 0) this.fail('has a name that does not end');
    this.claim(end - at);
    return new TextDecoder().decode(this.#content.subarray(at, end));
  }

  /** Throws unless the four letters stand there. */
  expect(at: number, letters: string): void {
    const found = new TextDecoder('latin1').decode(this.#content.subarray(at, this.#checked(at, 4) + 4));
    if (found !== letters) this.fail(`is damaged: at byte ${at} there should be ${letters}`);
  }

  /** A copy of the array there. */
  tensor(
    dtype: HostTensor['dtype'],
    shape: readonly number[],
    at: number,
    length: number,
    name: string,
  ): HostTensor {
    const count = shape.reduce((product, size) => product * size, 1);
    if (dtype === 'BF16' || dtype === 'BOOL') return this.fail(`cannot hold "${name}" as ${dtype}`);
    const array = ARRAYS[dtype];
    if (length !== count * array.BYTES_PER_ELEMENT) {
      this.fail(`is damaged: "${name}" of shape [${shape}] has ${length} bytes`);
    }
    const start = this.#content.byteOffset + this.#checked(at, length);
    this.claim(length);
    const data = new array(this.#content.buffer.slice(start, start + length) as ArrayBuffer);
    return { dtype, shape, data } as HostTensor;
  }

  #checked(at: number, length: number): number {
    if (!(at >= 0 && at + length <= this.#content.length)) this.fail('is damaged: it ends too early');
    return at;
  }
}
