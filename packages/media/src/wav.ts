// Sound to a WAV file: 32-bit float, so reading gives the same samples again.
import { writeFileSync } from 'node:fs';
import { writeAtomically } from './atomic.ts';
import { checkSampleRate } from './spread.ts';

/** RIFF header, `fmt ` (18 bytes, as non-PCM formats want), `fact` and the head of `data`. */
const HEADER_BYTES = 58;
const IEEE_FLOAT = 3;

/**
 * Writes mono `samples` (-1..1) at `sampleRate` Hz.
 * @throws {MediaError} MEDIA_ARGUMENT for a rate that is no whole number, MEDIA_WRITE.
 */
export function writeWav(path: string, samples: Float32Array, sampleRate: number): void {
  checkSampleRate(sampleRate);
  writeAtomically(path, (temporary) => writeFileSync(temporary, encodeWav(samples, sampleRate)));
}

function encodeWav(samples: Float32Array, sampleRate: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + samples.byteLength);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(18, 16);
  bytes.writeUInt16LE(IEEE_FLOAT, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(32, 34);
  bytes.write('fact', 38);
  bytes.writeUInt32LE(4, 42);
  bytes.writeUInt32LE(samples.length, 46);
  bytes.write('data', 50);
  bytes.writeUInt32LE(samples.byteLength, 54);
  for (const [i, sample] of samples.entries()) bytes.writeFloatLE(sample, HEADER_BYTES + 4 * i);
  return bytes;
}
