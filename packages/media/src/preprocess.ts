// Frames as the visual encoders want them: square, 0..1, then normalised per channel.
import type { Frames } from './reader.ts';
import { resizeBicubicTorch } from './resize-torch.ts';

/** Mean of ImageNet's pixels, 0..1, red, green, blue. */
export const IMAGENET_MEAN: readonly [number, number, number] = [0.485, 0.456, 0.406];
/** Standard deviation of the same. */
export const IMAGENET_STD: readonly [number, number, number] = [0.229, 0.224, 0.225];

export interface PreprocessOptions {
  /** Height and width of the result, in pixels, one number for a square; the aspect ratio is not kept. */
  readonly size: number | { readonly height: number; readonly width: number };
  /** Default: ImageNet's. */
  readonly mean?: readonly [number, number, number];
  readonly std?: readonly [number, number, number];
}

/**
 * RGB bytes `[N, H, W, 3]` -> `[N, height, width, 3]`: PyTorch's bicubic resize of value / 255, minus mean, over
 * std. Source: spec "task-ave", section 1.1.
 */
export function preprocessFrames(
  frames: Pick<Frames, 'data' | 'count' | 'height' | 'width'>,
  options: PreprocessOptions,
): Float32Array {
  const { data, count, height, width } = frames;
  const { mean = IMAGENET_MEAN, std = IMAGENET_STD } = options;
  const size =
    typeof options.size === 'number' ? { height: options.size, width: options.size } : options.size;
  const inBytes = height * width * 3;
  const outLength = size.height * size.width * 3;
  const result = new Float32Array(count * outLength);
  for (let n = 0; n < count; n++) {
    const picture = { data: data.subarray(n * inBytes, (n + 1) * inBytes), height, width, channels: 3 };
    const resized = resizeBicubicTorch(picture, size.height, size.width, 1 / 255);
    const to = n * outLength;
    for (let i = 0; i < outLength; i += 3) {
      for (let c = 0; c < 3; c++) {
        result[to + i + c] = ((resized[i + c] as number) - (mean[c] as number)) / (std[c] as number);
      }
    }
  }
  return result;
}
