// Bytes of a pickle with a position: the fixed-size and counted arguments of opcodes. Every read is checked against
// what is there before any memory is claimed.
import { CheckpointError } from '../checkpoint-error.ts';

/** Longest line of a text argument; names of modules and classes are far shorter. */
const MAX_LINE_BYTES = 1024;
/** Longest whole number that is read, in bytes. PyTorch's own magic number has 10. */
const MAX_INTEGER_BYTES = 16;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class PickleReader {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly path: string,
    public position = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8 = (): number => this.view.getUint8(this.advance(1));
  uint16 = (): number => this.view.getUint16(this.advance(2), true);
  int32 = (): number => this.view.getInt32(this.advance(4), true);
  uint32 = (): number => this.view.getUint32(this.advance(4), true);
  float64 = (): number => this.view.getFloat64(this.advance(8)); // the one big-endian argument there is

  /** A count of 8 bytes. Those beyond 2^53 end beyond any file just as well after rounding. */
  uint64 = (): number => Number(this.view.getBigUint64(this.advance(8), true));

  text(count: number): string {
    return this.decode(this.take(count));
  }

  /** Passes over bytes, which mean nothing in a state dict. */
  skip(count: number): null {
    this.advance(count);
    return null;
  }

  /** Up to a line feed, which is consumed and not returned. */
  line(): string {
    const end = this.bytes.subarray(this.position, this.position + MAX_LINE_BYTES).indexOf(0x0a);
    if (end >= 0) {
      const text = this.text(end);
      this.position++;
      return text;
    }
    if (this.position + MAX_LINE_BYTES > this.bytes.length) this.advance(MAX_LINE_BYTES);
    throw this.invalid(`a line has more than ${MAX_LINE_BYTES} bytes`);
  }

  /** A little-endian number in two's complement; a bigint only where a number would lose digits. */
  integer(count: number): number | bigint {
    if (count > MAX_INTEGER_BYTES) throw this.invalid(`a whole number has ${count} bytes`);
    const words = new BigInt64Array(MAX_INTEGER_BYTES / 8);
    new Uint8Array(words.buffer).set(this.take(count));
    const [low = 0n, high = 0n] = words;
    const value = BigInt.asIntN(8 * count, (high << 64n) | BigInt.asUintN(64, low));
    const rounded = Number(value);
    return Number.isSafeInteger(rounded) ? rounded : value;
  }

  invalid(problem: string, cause?: unknown): CheckpointError {
    const where = `at byte ${this.position} of its pickle`;
    return new CheckpointError('PICKLE_INVALID', `Cannot read '${this.path}': ${where}, ${problem}.`, {
      path: this.path,
      cause,
    });
  }

  /** A view of the next `count` bytes, not a copy. */
  private take(count: number): Uint8Array {
    const start = this.advance(count);
    return this.bytes.subarray(start, start + count);
  }

  private decode(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch (cause) {
      throw this.invalid('a text is not valid UTF-8', cause);
    }
  }

  /** Moves on and returns where it was. */
  private advance(count: number): number {
    const start = this.position;
    if (count > this.bytes.length - start) {
      const message = `Cannot read '${this.path}': its pickle ends in the middle, after ${this.bytes.length} bytes.`;
      throw new CheckpointError('FILE_TRUNCATED', message, { path: this.path });
    }
    this.position = start + count;
    return start;
  }
}
