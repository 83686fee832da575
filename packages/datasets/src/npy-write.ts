// Writes samples as `numpy.save` does (version 1), in the form that MUSIC-AVQA keeps its sound in.
import { writeFileAtomic } from '@dg-sct/checkpoint';

/** Samples `[n]` to a file, as float32, whole or not at all. @throws {CheckpointError} where it cannot be written. */
export async function writeNpy(file: string, samples: Float32Array): Promise<void> {
  await writeFileAtomic(file, Buffer.concat([npyHeader('<f4', [samples.length]), littleEndian(samples)]));
}

/** What comes before the data: magic string, version, and a dictionary as Python writes it, up to a multiple of 64 bytes. */
export function npyHeader(type: string, shape: readonly number[]): Buffer {
  const axes = shape.map((length) => `${length},`).join(' ');
  const description = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const padded = `${description.padEnd(Math.ceil((10 + description.length + 1) / 64) * 64 - 11)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded, 'latin1')]);
}

/** Float32 as bytes, whatever the machine's order. */
export function littleEndian(values: Float32Array): Buffer {
  const data = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) data.writeFloatLE(value, 4 * i);
  return data;
}
