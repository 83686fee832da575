// Prepared frames as the visual encoder wants them.
import { type HostTensor, toFloat32 } from '@dg-sct/checkpoint';
import { IMAGENET_MEAN, IMAGENET_STD } from '@dg-sct/media';

/** Frames of a cache `[..., 3]`, U8 or F32, to values less ImageNet's mean over its standard deviation. */
export function normalizeFrames(frames: HostTensor): Float32Array {
  const scale = frames.dtype === 'U8' ? 1 / 255 : 1;
  const pixels = toFloat32(frames);
  const result = new Float32Array(pixels.length);
  for (let c = 0; c < 3; c++) {
    const mean = IMAGENET_MEAN[c] as number;
    const std = IMAGENET_STD[c] as number;
    for (let i = c; i < pixels.length; i += 3) result[i] = ((pixels[i] as number) * scale - mean) / std;
  }
  return result;
}
