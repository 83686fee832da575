// From the pictures and waves, or the videos, of MUSIC-AVQA to the tensors that the encoders are given. Preparing
// threads run it.
import { readMusicAvqaWave } from '@dg-sct/datasets';
import { type MediaReader, readImage, spreadIndices } from '@dg-sct/media';
import type { InputConfig } from '../../config/sections.ts';
import { type ClipTensors, preparePictures, prepareSound } from '../../prepare/clip.ts';
import type { AvqaExtracted } from '../../prepare/material.ts';
import { readMoments } from './moments.ts';

/**
 * Ten of a video's pictures, spread over all of them, and its ten seconds of sound.
 * @throws {DatasetError} for sound that does not fit, {MediaError} for a damaged picture.
 */
export async function prepareAvqaExtracted(
  { frames, wave }: AvqaExtracted,
  input: InputConfig,
): Promise<ClipTensors> {
  const samples = joined(readMusicAvqaWave(wave));
  const chosen = spreadIndices(frames.length, input.segments).flatMap((index) => frames[index] ?? []);
  const pictures = await Promise.all(chosen.map((file) => readImage(file)));
  return { frames: preparePictures(pictures, input), logmel: prepareSound(samples, input) };
}

/** The same of a video. @throws {MediaError} for one that cannot be read, or without pictures or sound. */
export const prepareAvqaVideo = (reader: MediaReader, path: string, input: InputConfig): ClipTensors =>
  readMoments(reader, path, input).tensors;

function joined(parts: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    samples.set(part, offset);
    offset += part.length;
  }
  return samples;
}
