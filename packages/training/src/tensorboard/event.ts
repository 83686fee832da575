// TensorBoard's Event message with scalar summaries, as protobuf bytes (tensorflow/core/util/event.proto and
// framework/summary.proto). Only what is written here: no other fields, no reading.

export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  /** Values by tag. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** What an event file begins with. */
export const versionEvent = (time: number): Buffer =>
  Buffer.concat([double(1, time), text(3, 'brain.Event:2')]);

export function scalarEvent({ time, step, scalars }: ScalarEvent): Buffer {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytes(1, Buffer.concat([text(1, tag), float(2, value)])),
  );
  return Buffer.concat([double(1, time), integer(2, step), bytes(5, Buffer.concat(values))]);
}

// Wire types of protobuf: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.

const key = (field: number, wireType: number): Buffer => Buffer.of((field << 3) | wireType);

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...out, rest]);
}

const integer = (field: number, value: number): Buffer => Buffer.concat([key(field, 0), varint(value)]);

const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([key(field, 2), varint(value.length), value]);

const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value, 'utf8'));

function double(field: number, value: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), data]);
}

function float(field: number, value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return Buffer.concat([key(field, 5), data]);
}
