// Logits of a frame as a mask of any size, and the mask laid over the picture.
import { type Picture, resizeBicubicTorch } from '@dg-sct/media';
import { type AvsFrame, decodeAvs, maskOf } from '@dg-sct/task-avs';

export interface FrameMask extends Pick<AvsFrame, 'area' | 'box' | 'confidence'> {
  /** `[height, width, 1]`, 0 or 1. */
  readonly mask: Picture<Uint8Array>;
}

/** Logits `[size, size]`, interpolated to the size of a picture. */
export function maskAt(
  logits: Float32Array,
  { height, width }: Pick<Picture, 'height' | 'width'>,
): FrameMask {
  const size = Math.sqrt(logits.length);
  const grid = { data: logits, height: size, width: size, channels: 1 };
  const data = resizeBicubicTorch(grid, height, width);
  const [clip] = decodeAvs({ logits: { data, shape: [1, 1, height, width] } });
  const { runs = [], area = 0, box = null, confidence = 0 } = clip?.frames[0] ?? {};
  return { mask: { data: maskOf(runs), height, width, channels: 1 }, area, box, confidence };
}

/** RGB of the tint, and how much of a pixel it takes inside of the mask and on its edge. */
const TINT = [0, 230, 255] as const;
const INSIDE = 0.4;
const EDGE = 0.9;
/** How much of its brightness the rest of the picture keeps. */
const OUTSIDE = 0.6;

/** `picture` with what the mask covers tinted and outlined, and the rest darkened. */
export function paintMask(
  picture: Picture<Uint8Array>,
  { data: mask }: Picture<Uint8Array>,
): Picture<Uint8Array> {
  const { data, height, width } = picture;
  const painted = new Uint8Array(data.length);
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 || row >= height || column >= width ? 0 : (mask[row * width + column] as number);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const inside = mask[pixel] === 1;
    const surrounded =
      at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1) === 4;
    const share = inside ? (surrounded ? INSIDE : EDGE) : 0;
    const kept = inside ? 1 - share : OUTSIDE;
    for (const [channel, tint] of TINT.entries()) {
      const i = pixel * 3 + channel;
      painted[i] = Math.round(kept * (data[i] as number) + share * tint);
    }
  }
  return { data: painted, height, width, channels: 3 };
}

/** As the bytes of a black and white picture. */
export const blackAndWhite = (mask: Picture<Uint8Array>): Picture<Uint8Array> => ({
  ...mask,
  data: mask.data.map((value) => value * 255),
});
