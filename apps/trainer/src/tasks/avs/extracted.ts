// From the pictures, masks and sound of a clip of AVSBench to the tensors that training is given. Preparing threads run
// it, and no TensorFlow.js with it.
import type { HostTensor } from '@dg-sct/checkpoint';
import { AvsBenchSounds } from '@dg-sct/datasets';
import { readImage, readMask } from '@dg-sct/media';
import { preparePictures, soundTensors } from '../../prepare/clip.ts';
import type { AvsExtracted, MaterialReader } from '../../prepare/material.ts';
import type { AvsInput } from './config.ts';
import { resizeMask } from './resize-mask.ts';

/** A file holds the sound of many clips, and is looked through once. */
const sounds = new AvsBenchSounds();

/**
 * `frames` and sound as `predict` makes them of a video, and `masks`, U8 `[K, maskSize, maskSize]` of the first K frames,
 * 0 or 1. Source: spec "task-avs", sections 1.3 to 1.5.
 * @throws {DatasetError} for sound that is not there, {MediaError} for a damaged picture.
 */
export const prepareAvsBench: MaterialReader<AvsExtracted> = async ({ frames, masks, wave }, given) => {
  const input = given as AvsInput; // as every config of these tasks has it
  const pictures = await Promise.all(frames.map((path) => readImage(path)));
  return {
    frames: preparePictures(pictures, input),
    ...soundTensors(samplesOf(wave, input), input),
    masks: await prepareMasks(masks, input.maskSize),
  };
};

/** The seconds of a clip one after the other, before they are repeated. */
function samplesOf(wave: AvsExtracted['wave'], { sampleRate }: AvsInput): Float32Array {
  const seconds = sounds.read({ wave });
  const samples = new Float32Array(seconds.length * sampleRate);
  for (const [t, second] of seconds.entries()) samples.set(second.subarray(0, sampleRate), t * sampleRate);
  return samples;
}

async function prepareMasks(paths: readonly string[], size: number): Promise<HostTensor> {
  const data = new Uint8Array(paths.length * size * size);
  for (const [k, path] of paths.entries()) data.set(resizeMask(await readMask(path), size), k * size * size);
  return { dtype: 'U8', shape: [paths.length, size, size], data };
}
