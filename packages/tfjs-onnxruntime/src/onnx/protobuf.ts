// A protobuf writer with the four field kinds that ONNX models need.

const encoder = new TextEncoder();

export class ProtobufWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    // Others than whole numbers below 2 to the 31 are left to BigInt, which refuses fractions.
    if (typeof value === 'number' && value >= 0 && (value | 0) === value) {
      let rest = value;
      for (; rest > 0x7f; rest >>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      this.#bytes[this.#length++] = rest;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#length++] = Number(rest);
  }

  /** Integer or enum. */
  integer(field: number, value: number | bigint): this {
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | 5);
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  text(field: number, value: string): this {
    return this.message(field, () => {
      // UTF-8 has three bytes at most for each unit of UTF-16.
      this.#reserve(3 * value.length);
      this.#length += encoder.encodeInto(value, this.#bytes.subarray(this.#length)).written;
    });
  }

  /** `write` gets this writer; what it writes is the message. */
  message(field: number, write: (writer: this) => void): this {
    this.#varint((field << 3) | 2);
    const start = this.#length;
    write(this);
    const size = this.#length - start;
    // The size goes before what is written already.
    this.#varint(size);
    const sizeBytes = this.#length - start - size;
    this.#bytes.copyWithin(start + sizeBytes, start, start + size);
    this.#length = start;
    this.#varint(size);
    this.#length = start + sizeBytes + size;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
