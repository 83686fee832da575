// The same drawing in other inks: each of its colours changes in a way of its
// own, shapes stay. Artists differ in palette as much as in line.
import { type Colour, hslOf, rgbOf } from './colour.ts';
import type { Random } from './random.ts';

/** How far an ink may move: turns of hue, and parts of saturation and lightness. */
const HUE = 0.08;
const SATURATION = [0.5, 1.3] as const;
const LIGHTNESS = 0.16;
/** Whole drawings that change hue together, as a red guitar is a blue one elsewhere. */
const DYED = 0.3;

/** The body of an SVG with every hexadecimal colour replaced; equal colours stay equal. */
export function reink(body: string, random: Random): string {
  const dye = random.chance(DYED) ? random.uniform() : 0;
  const inks = new Map<string, string>();
  return body.replace(/#(?:[\da-f]{6}|[\da-f]{3})\b(?=")/gi, (colour) => {
    const known = inks.get(colour);
    if (known !== undefined) return known;
    const ink = nextInk(colour, dye, random);
    inks.set(colour, ink);
    return ink;
  });
}

function nextInk(colour: string, dye: number, random: Random): string {
  const [hue, saturation, lightness] = hslOf(parse(colour));
  const channels = rgbOf(
    (hue + dye + random.uniform(-HUE, HUE) + 1) % 1,
    Math.min(1, saturation * random.within(SATURATION)),
    Math.min(1, Math.max(0, lightness + random.uniform(-LIGHTNESS, LIGHTNESS))),
  );
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function parse(colour: string): Colour {
  const digits = colour.length === 4 ? colour.slice(1).replace(/./g, '$&$&') : colour.slice(1);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
