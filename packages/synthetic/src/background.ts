// Backgrounds made in code: two colours and a pattern that blends them. A plan
// holds the few numbers; painting turns them into a picture.
import type { Canvas } from './canvas.ts';
import { type Colour, rgbOf } from './colour.ts';
import { Random, type Range } from './random.ts';

/** How the two colours are blended. */
export type BackgroundFamily = 'gradient' | 'clouds' | 'stripes' | 'tiles';

export interface Background {
  readonly family: BackgroundFamily;
  readonly colours: readonly [Colour, Colour];
  /** Radians: the direction in which the pattern changes. */
  readonly angle: number;
  /** Waves, tiles or patches along the side of the picture. */
  readonly cells: number;
  /** Names the random stream of the clouds. */
  readonly seed: string;
}

/** What backgrounds may look like. Hue, saturation and lightness in 0 ... 1. */
export interface BackgroundStyle {
  readonly families: readonly BackgroundFamily[];
  readonly hue: Range;
  readonly saturation: Range;
  readonly lightness: Range;
}

export function planBackground(random: Random, style: BackgroundStyle): Background {
  const colour = (): Colour =>
    rgbOf(random.within(style.hue), random.within(style.saturation), random.within(style.lightness));
  return {
    family: random.pick(style.families),
    colours: [colour(), colour()],
    angle: random.uniform(0, 2 * Math.PI),
    cells: random.integer(3, 7),
    seed: `${random.name}/${random.bits()}`,
  };
}

/** Fills the whole canvas. */
export function paintBackground({ side, pixels }: Canvas, background: Background): void {
  const [[red, green, blue], to] = background.colours;
  const [toRed, toGreen, toBlue] = [to[0] - red, to[1] - green, to[2] - blue];
  const blendAt = patternOf(background);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const blend = blendAt((x + 0.5) / side, (y + 0.5) / side);
      const at = (y * side + x) * 3;
      pixels[at] = red + toRed * blend + 0.5;
      pixels[at + 1] = green + toGreen * blend + 0.5;
      pixels[at + 2] = blue + toBlue * blend + 0.5;
    }
  }
}

/** The blend 0 ... 1 at a place given in parts of the side. */
function patternOf({ family, angle, cells, seed }: Background): (x: number, y: number) => number {
  const dx = Math.cos(angle);
  const dy = Math.sin(angle);
  const along = (x: number, y: number): number => (x - 0.5) * dx + (y - 0.5) * dy;
  const across = (x: number, y: number): number => (y - 0.5) * dx - (x - 0.5) * dy;
  switch (family) {
    case 'gradient':
      return (x, y) => Math.max(0, Math.min(1, 0.5 + along(x, y) / 1.2));
    case 'clouds':
      return clouds(new Random(seed), cells);
    case 'stripes':
      return (x, y) => smooth(0.5 + 1.5 * Math.sin(2 * Math.PI * cells * along(x, y)));
    case 'tiles':
      return (x, y) =>
        smooth(0.5 + 3 * Math.sin(Math.PI * cells * along(x, y)) * Math.sin(Math.PI * cells * across(x, y)));
  }
}

function smooth(value: number): number {
  const clipped = Math.max(0, Math.min(1, value));
  return clipped * clipped * (3 - 2 * clipped);
}

/** Value noise: random heights on a grid, smoothly interpolated. */
function clouds(random: Random, cells: number): (x: number, y: number) => number {
  const width = cells + 1;
  const heights = Float32Array.from({ length: width * width }, () => random.uniform());
  return (x, y) => {
    const column = Math.min(cells - 1, Math.floor(x * cells));
    const row = Math.min(cells - 1, Math.floor(y * cells));
    const u = smooth(x * cells - column);
    const v = smooth(y * cells - row);
    const at = row * width + column;
    const top = (heights[at] as number) * (1 - u) + (heights[at + 1] as number) * u;
    const bottom = (heights[at + width] as number) * (1 - u) + (heights[at + width + 1] as number) * u;
    return top * (1 - v) + bottom * v;
  };
}
