// Files that are made beside the video of a clip, from the same rendering.
import { writePng, writeWav } from '@dg-sct/media';
import type { Assets } from './assets.ts';
import { frameOfSecond, renderMasks } from './avs/masks.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import type { ClipPlan } from './plan.ts';
import type { RenderedClip } from './render.ts';

/** A file, and what it holds: the frame of a second or the mask of what sounds in it as PNG, or all sound as WAV. */
export type ClipPart =
  | { readonly kind: 'frame' | 'mask'; readonly second: number; readonly path: string }
  | { readonly kind: 'wave'; readonly path: string };

/** Writes the parts of a clip, each whole or not at all. @throws {MediaError} MEDIA_WRITE, MEDIA_NO_DECODER. */
export async function writeParts(
  parts: readonly ClipPart[],
  plan: ClipPlan,
  { frames, samples }: RenderedClip,
  assets: Assets,
): Promise<void> {
  const { imageSize: side, frameRate } = plan;
  const masks = parts.some(({ kind }) => kind === 'mask') ? renderMasks(plan, assets) : [];
  const bytes = side * side * 3;
  for (const part of parts) {
    if (part.kind === 'wave') {
      writeWav(part.path, samples, SAMPLE_RATE);
    } else if (part.kind === 'mask') {
      const data = masks[part.second] as Uint8Array;
      await writePng(part.path, { data, height: side, width: side, channels: 1 });
    } else {
      const data = frames.subarray(frameOfSecond(part.second, frameRate) * bytes).subarray(0, bytes);
      await writePng(part.path, { data, height: side, width: side, channels: 3 });
    }
  }
}
