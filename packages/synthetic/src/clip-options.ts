// How clips look and sound, the same for all tasks, with the defaults of both
// domains. What happens in a clip is a task's own: `ave/options.ts` and its like.
import type { BackgroundStyle } from './background.ts';
import type { Range } from './random.ts';
import type { Style } from './sprites.ts';

/** How a domain looks and sounds. */
export interface Domain {
  readonly styles: readonly Style[];
  /** In how many inks beside the artists' own a drawing may come. */
  readonly inks: number;
  readonly background: BackgroundStyle;
  /** Side of an object, in parts of the picture's side. */
  readonly size: Range;
  /** Where centres of objects may be, in parts of the picture's side. */
  readonly x: Range;
  readonly y: Range;
  /** Largest tilt, radians to either side. */
  readonly tilt: number;
  /** Distance an object drifts over the clip, and height of its bobbing, in parts of the side. */
  readonly drift: Range;
  readonly bob: Range;
  /** Standard deviation of the pixel noise in grey levels. */
  readonly pixelNoise: Range;
  /** Part of every voice's pitch range that is used. */
  readonly pitch: Range;
  /** RMS of a track in dB of full scale. */
  readonly levelDb: Range;
  /** RMS of the background noise in dB of full scale, and its low-pass in Hz. */
  readonly noiseDb: Range;
  readonly noiseCutoff: Range;
}

/** What every task's options hold beside its composition. */
export interface ClipOptions {
  /** Pixels of a side; even. */
  readonly imageSize: number;
  /** Frames per second. */
  readonly frameRate: number;
  readonly train: Domain;
  readonly test: Domain;
}

/** How train (and val) and the deliberately different test look and sound, whatever the task. */
export const DEFAULT_DOMAINS: Pick<ClipOptions, 'train' | 'test'> = {
  train: {
    styles: ['noto', 'fluent', 'fluent-flat'],
    inks: 6,
    background: {
      families: ['gradient', 'clouds'],
      hue: [0, 1],
      saturation: [0.15, 0.6],
      lightness: [0.4, 0.9],
    },
    size: [0.36, 0.52],
    x: [0.2, 0.8],
    y: [0.2, 0.76],
    tilt: 0.2,
    drift: [0, 0.1],
    bob: [0, 0.03],
    pixelNoise: [0, 5],
    pitch: [0, 0.65],
    levelDb: [-26, -16],
    noiseDb: [-62, -45],
    noiseCutoff: [4000, 14_000],
  },
  test: {
    styles: ['twemoji'],
    inks: 0,
    background: {
      families: ['stripes', 'tiles'],
      hue: [0.45, 0.8],
      saturation: [0.2, 0.5],
      lightness: [0.25, 0.7],
    },
    size: [0.34, 0.5],
    x: [0.18, 0.82],
    y: [0.3, 0.82],
    tilt: 0.3,
    drift: [0.05, 0.2],
    bob: [0.01, 0.05],
    pixelNoise: [4, 9],
    pitch: [0.3, 0.85],
    levelDb: [-30, -20],
    noiseDb: [-54, -42],
    noiseCutoff: [500, 3000],
  },
};
