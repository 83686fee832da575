// From the pictures, sound and motion features that are published with LLP to the tensors of a clip: what `clip.ts`
// does for a video. Preparing threads run it.
import type { HostTensor } from '@dg-sct/checkpoint';
import { DatasetError, LLP_SEGMENT_SAMPLES, readLlpMotion, readLlpWave } from '@dg-sct/datasets';
import { readImage } from '@dg-sct/media';
import type { InputConfig } from '../../config/sections.ts';
import { preparePictures, prepareSound } from '../../prepare/clip.ts';
import type { LlpExtracted, Tensors } from '../../prepare/material.ts';

/**
 * `frames` and `logmel` as in `ClipTensors`, and with motion features `motion`, F32 `[T, D]`.
 * @throws {DatasetError} for sound and motion that do not fit, {MediaError} for a damaged picture.
 */
export async function prepareLlp(
  { frames, wave, motion }: LlpExtracted,
  input: InputConfig,
): Promise<Tensors> {
  const seconds = readLlpWave(wave);
  const samples = new Float32Array(seconds.length * LLP_SEGMENT_SAMPLES);
  for (const [t, second] of seconds.entries()) samples.set(second, t * LLP_SEGMENT_SAMPLES);
  const moving = motion === undefined ? {} : { motion: readMotion(motion) };
  const pictures = await Promise.all(frames.map((file) => readImage(file)));
  return { frames: preparePictures(pictures, input), logmel: prepareSound(samples, input), ...moving };
}

function readMotion({ file, width }: NonNullable<LlpExtracted['motion']>): HostTensor {
  const { shape, data } = readLlpMotion(file);
  if (shape[1] === width) return { dtype: 'F32', shape, data };
  const message = `${file} has ${shape[1]} motion features a second; expected ${width}, as model.motionDim says.`;
  throw new DatasetError('DATASET_FILE', message, { file });
}
