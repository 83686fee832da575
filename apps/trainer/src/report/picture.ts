// Pictures of a report: thumbnails, attention laid over them, spectrograms; all
// end as data URIs, so that the page is one file.
import { encodeJpeg, encodePng, type Picture, resizeBicubicPil, resizeBicubicTorch } from '@dg-sct/media';
import { heatColour } from './colour.ts';
import type { AttentionMap, Spectrogram } from './types.ts';

/** Pixels along the longer side of a thumbnail. */
const THUMBNAIL_SIDE = 160;
/** How much of the picture the heat hides where attention is lowest and highest. */
const OPACITY = { low: 0.3, high: 0.75 };
const JPEG_QUALITY = 82;
/** Decibels below the loudest bin that still differ from black. */
const DYNAMIC_RANGE = 70;
/** The loudest bin counts as at least this loud, in decibels, so that silence stays black. */
const QUIETEST_PEAK = -20;
/** Pixel rows to a mel bin. */
const ROWS_PER_MEL = 2;

/** `frame` at the size in which reports show it; the aspect ratio is kept. */
export function thumbnailOf(frame: Picture<Uint8Array>): Picture<Uint8Array> {
  const { height, width } = frame;
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(height, width));
  const [rows, columns] = [height, width].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  return { data: resizeBicubicPil(frame, rows, columns), height: rows, width: columns, channels: 3 };
}

/** Weights relative to an even spread (1 everywhere), over some maps. */
export interface HeatRange {
  readonly least: number;
  readonly most: number;
}

/** The range of several maps, so that their colours mean the same. */
export function heatRange(maps: readonly AttentionMap[]): HeatRange {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { weights } of maps) {
    for (const weight of weights) {
      least = Math.min(least, weight * weights.length);
      most = Math.max(most, weight * weights.length);
    }
  }
  return { least, most };
}

/** `thumbnail` under its heat map, interpolated between the tokens. */
export function overlay(
  thumbnail: Picture<Uint8Array>,
  map: AttentionMap,
  { least, most }: HeatRange,
): Picture<Uint8Array> {
  const { data, height, width } = thumbnail;
  const grid = { data: map.weights, height: map.rows, width: map.columns, channels: 1 };
  const heat = resizeBicubicTorch(grid, height, width, map.weights.length);
  const mixed = new Uint8Array(data.length);
  const span = most - least;
  for (const [pixel, weight] of heat.entries()) {
    const level = span > 0 ? Math.min(Math.max((weight - least) / span, 0), 1) : 0;
    const opacity = OPACITY.low + level * (OPACITY.high - OPACITY.low);
    for (const [channel, value] of heatColour(level).entries()) {
      const at = pixel * 3 + channel;
      mixed[at] = Math.round((1 - opacity) * (data[at] as number) + opacity * value);
    }
  }
  return { data: mixed, height, width, channels: 3 };
}

/** Time to the right, pitch upwards; black is 70 dB below the loudest bin. */
export function spectrogramPicture({ decibels, frames, mels }: Spectrogram): Picture<Uint8Array> {
  const loudest = decibels.reduce((most, value) => Math.max(most, value), QUIETEST_PEAK);
  const height = mels * ROWS_PER_MEL;
  const data = new Uint8Array(height * frames * 3);
  for (let row = 0; row < height; row++) {
    const mel = mels - 1 - Math.floor(row / ROWS_PER_MEL);
    for (let frame = 0; frame < frames; frame++) {
      const level = 1 - (loudest - (decibels[frame * mels + mel] as number)) / DYNAMIC_RANGE;
      data.set(heatColour(level), (row * frames + frame) * 3);
    }
  }
  return { data, height, width: frames, channels: 3 };
}

export async function jpegUri(picture: Picture<Uint8Array>): Promise<string> {
  return dataUri('image/jpeg', await encodeJpeg(picture, JPEG_QUALITY));
}

export async function pngUri(picture: Picture<Uint8Array>): Promise<string> {
  return dataUri('image/png', await encodePng(picture));
}

const dataUri = (type: string, bytes: Uint8Array): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
