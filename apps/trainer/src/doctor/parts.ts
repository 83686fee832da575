// The parts that compute nothing: media and weights.
import { existsSync } from 'node:fs';
import { probeMedia } from '@dg-sct/media';
import { tinyWeights } from '@dg-sct/weights-tiny';
import { type Check, missing, present } from './check.ts';

export async function checkMedia(): Promise<Check[]> {
  const { reader, ffmpeg, writesVideo, readsImages, missing: gaps } = await probeMedia();
  const remedies = gaps.map(({ remedy }) => remedy).join(', or ');
  return [
    reader === undefined
      ? missing('video reader', 'neither node-av nor an ffmpeg command', remedies, true)
      : present('video reader', reader === 'ffmpeg' ? (ffmpeg ?? reader) : reader, true),
    writesVideo
      ? present('video writer', 'node-av')
      : missing('video writer', 'data synth needs node-av', 'npm install node-av'),
    readsImages
      ? present('pictures', 'sharp')
      : missing('pictures', 'reports, data synth and folders of frames need sharp', 'npm install sharp'),
  ];
}

export function checkWeights(): Check {
  const remedy = 'dgsct pretrain --encoder swin-v2 --out FILE, and the same for htsat';
  try {
    const lost = (['swin-v2', 'htsat'] as const).filter((encoder) => !existsSync(tinyWeights(encoder).path));
    return lost.length === 0
      ? present('tiny weights', 'swin-v2, htsat')
      : missing('tiny weights', `no file for ${lost.join(' and ')}`, remedy);
  } catch {
    return missing('tiny weights', 'the package @dg-sct/weights-tiny has no files', remedy);
  }
}
