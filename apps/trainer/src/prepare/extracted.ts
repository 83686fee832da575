// From a clip's folder of pictures and its array of samples to the tensors that the encoders are given: what `clip.ts`
// does for a video. Worker threads run it.
import { AVE_WAVE_RATE, type AveMaterial, listAveFrames, readAveWave } from '@dg-sct/datasets';
import { readImage, spreadIndices } from '@dg-sct/media';
import type { InputConfig } from '../config/schema.ts';
import { UsageError } from '../errors.ts';
import { type ClipTensors, preparePictures, prepareSound } from './clip.ts';

/**
 * One clip. Its frames are spread over all pictures, which may differ in size; each is resized by itself.
 * @throws {DatasetError} for pictures that are not there and sound that does not fit, {MediaError} for a damaged picture.
 */
export async function prepareExtracted(
  { frames, wave }: Extract<AveMaterial, { kind: 'extracted' }>,
  input: InputConfig,
): Promise<ClipTensors> {
  const files = listAveFrames(frames);
  const chosen = spreadIndices(files.length, input.segments).flatMap((index) => files[index] ?? []);
  const samples = readAveWave(wave);
  const pictures = await Promise.all(chosen.map((file) => readImage(file)));
  return { frames: preparePictures(pictures, input), logmel: prepareSound(samples, input) };
}

/** Waves are not resampled. @throws {UsageError} for a config that wants another rate. */
export function checkWaveRate({ sampleRate }: InputConfig): void {
  if (sampleRate === AVE_WAVE_RATE) return;
  throw new UsageError(
    `input.sampleRate is ${sampleRate}, but the sound in wave/ has ${AVE_WAVE_RATE} Hz and is not resampled; set it to ${AVE_WAVE_RATE}, or move frames/ and wave/ away to prepare from videos`,
  );
}
