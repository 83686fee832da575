// Draws sprites and pixel noise on a square RGB picture held in memory.
import type { Random } from './random.ts';
import type { Sprite, SpriteLevel } from './sprites.ts';

/** A square picture: `pixels` is `[side, side, 3]` RGB. */
export interface Canvas {
  readonly side: number;
  readonly pixels: Uint8Array;
}

/** Where and how a sprite is drawn; lengths in parts of the canvas side. */
export interface Placement {
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Radians, clockwise. */
  readonly angle: number;
  /** Mirrored left to right. */
  readonly flip: boolean;
}

/** Draws `sprite` over what is on the canvas (bilinear, clipped at the edges). */
export function drawSprite(canvas: Canvas, sprite: Sprite, placement: Placement): void {
  const { side, pixels } = canvas;
  const size = placement.size * side;
  const { side: source, rgba } = levelFor(sprite, size);
  const scale = source / size;
  const cos = Math.cos(placement.angle) * scale;
  const sin = Math.sin(placement.angle) * scale;
  const mirror = placement.flip ? -1 : 1;
  const centreX = placement.x * side;
  const centreY = placement.y * side;
  const reach = (size / 2) * (Math.abs(Math.cos(placement.angle)) + Math.abs(Math.sin(placement.angle))) + 1;
  const top = Math.max(0, Math.floor(centreY - reach));
  const bottom = Math.min(side, Math.ceil(centreY + reach));
  const left = Math.max(0, Math.floor(centreX - reach));
  const right = Math.min(side, Math.ceil(centreX + reach));
  for (let y = top; y < bottom; y++) {
    const dy = y + 0.5 - centreY;
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - centreX;
      const u = mirror * (cos * dx + sin * dy) + source / 2 - 0.5;
      const v = cos * dy - sin * dx + source / 2 - 0.5;
      if (u < 0 || v < 0 || u >= source - 1 || v >= source - 1) continue;
      const column = Math.floor(u);
      const row = Math.floor(v);
      const fu = u - column;
      const fv = v - row;
      const at = (row * source + column) * 4;
      const below = at + source * 4;
      const w00 = (1 - fu) * (1 - fv);
      const w01 = fu * (1 - fv);
      const w10 = (1 - fu) * fv;
      const w11 = fu * fv;
      const mix = (c: number): number =>
        (rgba[at + c] as number) * w00 +
        (rgba[at + 4 + c] as number) * w01 +
        (rgba[below + c] as number) * w10 +
        (rgba[below + 4 + c] as number) * w11;
      const through = 1 - mix(3) / 255;
      if (through >= 1) continue;
      const to = (y * side + x) * 3;
      for (let c = 0; c < 3; c++) pixels[to + c] = mix(c) + (pixels[to + c] as number) * through + 0.5;
    }
  }
}

/** The smallest level that need not be enlarged. */
function levelFor(sprite: Sprite, size: number): SpriteLevel {
  let best = sprite.levels[0];
  for (const level of sprite.levels) if (level.side >= size) best = level;
  if (best === undefined) throw new RangeError('A sprite needs at least one level.');
  return best;
}

/** A table of noise to add to many pictures; much cheaper than a draw per pixel. */
export class PixelNoise {
  private readonly table: Int8Array;

  /** @param amplitude Standard deviation in grey levels, 0 ... 40. */
  constructor(
    private readonly random: Random,
    amplitude: number,
    length: number,
  ) {
    // The sum of three uniform bytes is close to a Gaussian of deviation 128.
    const scale = amplitude / 128;
    this.table = Int8Array.from({ length }, () => {
      const bits = random.bits();
      const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255);
      return Math.max(-127, Math.min(127, Math.round((sum - 382.5) * scale)));
    });
  }

  /** Adds the table to the picture from a random place on. */
  addTo({ pixels }: Canvas): void {
    const { length } = this.table;
    let from = this.random.integer(0, length - 1);
    for (let i = 0; i < pixels.length; i++) {
      const value = (pixels[i] as number) + (this.table[from] as number);
      pixels[i] = Math.max(0, Math.min(255, value));
      if (++from === length) from = 0;
    }
  }
}
