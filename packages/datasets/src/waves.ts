// Sound as published data sets store it: one array of samples for a clip, cut into
// segments of a second.
import { DatasetError } from './errors.ts';
import { readNpy } from './npy.ts';

/**
 * All samples of a clip, `segments` times `length`, whatever the shape of the array.
 * @param types those that are accepted, by NumPy's names
 * @throws {DatasetError} DATASET_FILE where the file has another length or type.
 */
export function readWave(
  file: string,
  segments: number,
  length: number,
  types?: readonly string[],
): Float32Array {
  const { data } = readNpy(file, types);
  if (data.length === segments * length) return data;
  const message = `${file} has ${data.length} samples; expected ${segments * length}, ${segments} segments of ${length}.`;
  throw new DatasetError('DATASET_FILE', message, { file });
}

/** Segments of `length` samples each. @throws {DatasetError} DATASET_FILE where the file has another length. */
export function readWaveSegments(file: string, segments: number, length: number): Float32Array[] {
  const samples = readWave(file, segments, length);
  return Array.from({ length: segments }, (_, t) => samples.subarray(t * length, (t + 1) * length));
}

/** A segment over and over until it has `length` samples: encoders that want long clips are given it so. */
export const loopSegment = (segment: Float32Array, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => segment[i % segment.length] ?? 0);
