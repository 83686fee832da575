// Files that are made beside the video of a clip, from the same rendering.
import { writeNpy } from '@dg-sct/datasets';
import { type Picture, writeJpeg, writePng, writeWav } from '@dg-sct/media';
import type { Assets } from './assets.ts';
import { frameOfSecond, renderMasks } from './avs/masks.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import type { ClipPlan } from './plan.ts';
import type { RenderedClip } from './render.ts';

/**
 * A file, and what it holds: as PNG the frame of a second, or the mask of what sounds in it; as JPEG the frame in the
 * middle of a second; all sound as WAV; or some seconds of it, one after another, as NPY.
 */
export type ClipPart =
  | { readonly kind: 'frame' | 'mask' | 'still'; readonly second: number; readonly path: string }
  | { readonly kind: 'wave'; readonly path: string }
  | { readonly kind: 'excerpts'; readonly seconds: readonly number[]; readonly path: string };

/**
 * Writes the parts of a clip, each whole or not at all.
 * @throws {MediaError} MEDIA_WRITE or MEDIA_NO_DECODER; or {CheckpointError} where an NPY file cannot be written.
 */
export async function writeParts(
  parts: readonly ClipPart[],
  plan: ClipPlan,
  { frames, samples }: RenderedClip,
  assets: Assets,
): Promise<void> {
  const { imageSize: side, frameRate } = plan;
  const masks = parts.some(({ kind }) => kind === 'mask') ? renderMasks(plan, assets) : [];
  const picture = (data: Uint8Array, channels: number): Picture<Uint8Array> => ({
    data,
    height: side,
    width: side,
    channels,
  });
  const frame = (index: number): Picture<Uint8Array> => {
    const bytes = side * side * 3;
    return picture(frames.subarray(index * bytes, (index + 1) * bytes), 3);
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'frame':
        await writePng(part.path, frame(frameOfSecond(part.second, frameRate)));
        break;
      case 'mask':
        await writePng(part.path, picture(masks[part.second] as Uint8Array, 1));
        break;
      case 'still':
        await writeJpeg(part.path, frame(Math.floor((part.second + 0.5) * frameRate)));
        break;
      case 'wave':
        writeWav(part.path, samples, SAMPLE_RATE);
        break;
      case 'excerpts':
        await writeNpy(part.path, excerpts(samples, part.seconds));
    }
  }
}

function excerpts(samples: Float32Array, seconds: readonly number[]): Float32Array {
  const result = new Float32Array(seconds.length * SAMPLE_RATE);
  for (const [i, t] of seconds.entries()) {
    result.set(samples.subarray(t * SAMPLE_RATE, (t + 1) * SAMPLE_RATE), i * SAMPLE_RATE);
  }
  return result;
}
