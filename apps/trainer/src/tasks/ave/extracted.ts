// From a clip's folder of pictures and its array of samples to the tensors that the encoders are given: what `clip.ts`
// does for a video. Preparing processes run it.
import { listAveFrames, readAveWave } from '@dg-sct/datasets';
import { readImage, spreadIndices } from '@dg-sct/media';
import type { InputConfig } from '../../config/sections.ts';
import { type ClipTensors, preparePictures, prepareSound } from '../../prepare/clip.ts';
import type { AveExtracted } from '../../prepare/material.ts';

/**
 * One clip. Its frames are spread over all pictures, which may differ in size; each is resized by itself.
 * @throws {DatasetError} for pictures that are not there and sound that does not fit, {MediaError} for a damaged picture.
 */
export async function prepareExtracted(
  { frames, wave }: AveExtracted,
  input: InputConfig,
): Promise<ClipTensors> {
  const files = listAveFrames(frames);
  const chosen = spreadIndices(files.length, input.segments).flatMap((index) => files[index] ?? []);
  const samples = readAveWave(wave);
  const pictures = await Promise.all(chosen.map((file) => readImage(file)));
  return { frames: preparePictures(pictures, input), logmel: prepareSound(samples, input) };
}
