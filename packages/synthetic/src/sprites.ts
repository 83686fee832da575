// Emoji of several drawing styles as pictures with transparency, at a ladder of
// sizes. Rasterising happens once, here; drawing on a canvas is `canvas.ts`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { SyntheticError } from './errors.ts';
import { reink } from './inks.ts';
import { Random } from './random.ts';

/** A set of emoji by one group of artists. Clips use the first four; the others are older and lack some emoji. */
export type Style = 'noto' | 'twemoji' | 'fluent' | 'fluent-flat' | 'noto-v1' | 'emojione';

/** One emoji at sides 128, 64, 32 and 16; each level `[side, side, 4]`, RGBA with premultiplied colour. */
export interface Sprite {
  readonly levels: readonly SpriteLevel[];
}

export interface SpriteLevel {
  readonly side: number;
  readonly rgba: Uint8Array;
}

/** What an Iconify set holds, as far as it is used here. */
interface IconSet {
  readonly width?: number;
  readonly height?: number;
  readonly icons: Readonly<Record<string, Icon | undefined>>;
}

interface Icon {
  readonly body: string;
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}

const require = createRequire(import.meta.url);
/** Literal names, so that tools see which packages are used. */
const FILES: Record<Style, () => string> = {
  noto: () => require.resolve('@iconify-json/noto/icons.json'),
  twemoji: () => require.resolve('@iconify-json/twemoji/icons.json'),
  fluent: () => require.resolve('@iconify-json/fluent-emoji/icons.json'),
  'fluent-flat': () => require.resolve('@iconify-json/fluent-emoji-flat/icons.json'),
  'noto-v1': () => require.resolve('@iconify-json/noto-v1/icons.json'),
  emojione: () => require.resolve('@iconify-json/emojione/icons.json'),
};
const INCOMPLETE: ReadonlySet<Style> = new Set(['noto-v1', 'emojione']);
const SIDES = [128, 64, 32, 16] as const;

/** Names a sprite in a map of them; ink 0 are the artists' own colours. */
export function spriteKey(style: Style, emoji: string, ink = 0): string {
  return ink === 0 ? `${style}/${emoji}` : `${style}/${emoji}/${ink}`;
}

/** An emoji in an ink. */
export interface Drawing {
  readonly emoji: string;
  /** 0 for the artists' own colours. */
  readonly ink: number;
}

/**
 * Rasterises drawings of one style. What an incomplete style lacks is left out.
 * @throws {SyntheticError} SYNTHETIC_ASSET when the package or an emoji is missing.
 */
export async function loadSprites(style: Style, drawings: readonly Drawing[]): Promise<Map<string, Sprite>> {
  const set = await readIconSet(style);
  const drawn = INCOMPLETE.has(style)
    ? drawings.filter(({ emoji }) => set.icons[emoji] !== undefined)
    : drawings;
  const sprites = drawn.map(async ({ emoji, ink }) => {
    const key = spriteKey(style, emoji, ink);
    return [key, await rasterise(iconOf(set, style, emoji), ink, key)] as const;
  });
  return new Map(await Promise.all(sprites));
}

async function readIconSet(style: Style): Promise<IconSet> {
  try {
    return JSON.parse(await readFile(FILES[style](), 'utf8')) as IconSet;
  } catch (cause) {
    const message = `The emoji set "${style}" could not be read; install @dg-sct/synthetic again.`;
    throw new SyntheticError('SYNTHETIC_ASSET', message, { cause });
  }
}

/** The icon with its measures. */
function iconOf(set: IconSet, style: Style, name: string): Required<Icon> {
  const icon = set.icons[name];
  if (icon !== undefined)
    return { left: 0, top: 0, width: set.width ?? 16, height: set.height ?? 16, ...icon };
  const message = `The emoji set "${style}" has no "${name}"; take a name that is listed in PICTURE_CLASSES.`;
  throw new SyntheticError('SYNTHETIC_ASSET', message);
}

async function rasterise(icon: Required<Icon>, ink: number, key: string): Promise<Sprite> {
  const { left, top, width, height } = icon;
  const body = ink === 0 ? icon.body : reink(icon.body, new Random(`ink ${key}`));
  const side = SIDES[0];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${side}" ` +
    `height="${side}" viewBox="${left} ${top} ${width} ${height}">${body}</svg>`;
  const straight = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
  const levels: SpriteLevel[] = [{ side, rgba: premultiply(straight) }];
  for (const smaller of SIDES.slice(1)) {
    const larger = levels[levels.length - 1] as SpriteLevel;
    levels.push({ side: smaller, rgba: halve(larger) });
  }
  return { levels };
}

/** Shared memory, so that worker threads draw from the same pictures. */
function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

function premultiply(rgba: Uint8Array): Uint8Array {
  const result = sharedBytes(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] as number;
    for (let c = 0; c < 3; c++) result[i + c] = Math.round(((rgba[i + c] as number) * alpha) / 255);
    result[i + 3] = alpha;
  }
  return result;
}

/** Half the side: every pixel is the mean of four. */
function halve({ side, rgba }: SpriteLevel): Uint8Array {
  const half = side / 2;
  const result = sharedBytes(half * half * 4);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      for (let c = 0; c < 4; c++) {
        const at = (2 * y * side + 2 * x) * 4 + c;
        const sum =
          (rgba[at] as number) +
          (rgba[at + 4] as number) +
          (rgba[at + side * 4] as number) +
          (rgba[at + side * 4 + 4] as number);
        result[(y * half + x) * 4 + c] = (sum + 2) >> 2;
      }
    }
  }
  return result;
}
