// Labelled pictures to pre-train an image encoder on.
import type { Assets } from './assets.ts';
import { type BackgroundStyle, paintBackground, planBackground } from './background.ts';
import { type Canvas, drawSprite, PixelNoise } from './canvas.ts';
import { DEFAULT_DOMAINS } from './clip-options.ts';
import { PICTURE_CLASSES } from './pictures.ts';
import type { Random, Range } from './random.ts';
import { spriteOf } from './render.ts';
import { type Style, spriteKey } from './sprites.ts';

/** How pictures look; the defaults are those of the train clips, with more freedom. */
export interface PictureOptions {
  /** Pixels of a side. */
  readonly size?: number;
  /** Objects in a picture, of different classes (whole, both ends included). */
  readonly objects?: Range;
  /** Class indices to draw from; all of `PICTURE_CLASSES` unless given. */
  readonly classes?: readonly number[];
  /** Drawing styles to choose from, for each object among those that have it. */
  readonly styles?: readonly Style[];
  readonly background?: BackgroundStyle;
  /** Side of an object, in parts of the picture's side. */
  readonly objectSize?: Range;
  /** Where centres of objects may be, in parts of the picture's side. */
  readonly place?: Range;
  /** Largest tilt, radians to either side. */
  readonly tilt?: number;
  /** Standard deviation of the pixel noise in grey levels. */
  readonly pixelNoise?: Range;
}

/** A picture with the classes drawn on it. */
export interface LabelledPicture {
  /** `[size, size, 3]` RGB. */
  readonly pixels: Uint8Array;
  /** Indices into `PICTURE_CLASSES`, ascending. */
  readonly labels: readonly number[];
}

const ALL_CLASSES = [...PICTURE_CLASSES.keys()];
/** A prime length, so that repeats of the noise do not line up with rows. */
const NOISE_LENGTH = 1021;

/**
 * Draws one picture; the stream and options alone decide what it shows.
 * @throws {SyntheticError} SYNTHETIC_ASSET when `assets` lacks a class or style.
 */
export function renderPicture(random: Random, options: PictureOptions, assets: Assets): LabelledPicture {
  const { train } = DEFAULT_DOMAINS;
  const { size = 64, objects = [1, 3], classes = ALL_CLASSES, styles = train.styles } = options;
  const { background = train.background, objectSize = [0.3, 0.65], place = [0.2, 0.8] } = options;
  const { tilt = 0.35, pixelNoise = [0, 8] } = options;
  const canvas: Canvas = { side: size, pixels: new Uint8Array(size * size * 3) };
  paintBackground(canvas, planBackground(random, background));
  const labels = random.sample(classes, random.integer(...objects));
  for (const label of labels) {
    const emoji = PICTURE_CLASSES[label] ?? `${label}`;
    const drawn = styles.filter((style) => assets.sprites.has(spriteKey(style, emoji)));
    const style = random.pick(drawn.length > 0 ? drawn : styles);
    drawSprite(canvas, spriteOf(assets, { style, className: emoji, ink: 0 }), {
      x: random.within(place),
      y: random.within(place),
      size: random.within(objectSize),
      angle: random.uniform(-tilt, tilt),
      flip: random.chance(0.5),
    });
  }
  new PixelNoise(random, random.within(pixelNoise), NOISE_LENGTH).addTo(canvas);
  return { pixels: canvas.pixels, labels: labels.sort((a, b) => a - b) };
}
