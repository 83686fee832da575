// From the pictures, sound and motion features of a clip of LLP to the tensors that training is given. Preparing processes
// run it, and no TensorFlow.js with it.
import { LLP_SEGMENT_SAMPLES, readLlpMotion, readLlpWave } from '@dg-sct/datasets';
import { readImage } from '@dg-sct/media';
import { preparePictures, prepareSound } from '../../prepare/clip.ts';
import type { LlpExtracted, MaterialReader } from '../../prepare/material.ts';

/**
 * `frames` and `logmel` as of a video, and `motion [T, D]` where the material has it. Source: spec "task-avvp", section 3.
 * @throws {DatasetError} for arrays that do not fit, {MediaError} for a damaged picture.
 */
export const prepareLlp: MaterialReader<LlpExtracted> = async ({ frames, wave, motion }, input) => {
  const pictures = await Promise.all(frames.map((path) => readImage(path)));
  const prepared = {
    frames: preparePictures(pictures, input),
    logmel: prepareSound(joined(readLlpWave(wave)), input),
  };
  if (motion === undefined) return prepared;
  const { shape, data } = readLlpMotion(motion);
  return { ...prepared, motion: { dtype: 'F32', shape, data } };
};

/** Seconds one after the other. */
function joined(seconds: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(seconds.length * LLP_SEGMENT_SAMPLES);
  for (const [t, second] of seconds.entries()) samples.set(second, t * LLP_SEGMENT_SAMPLES);
  return samples;
}
