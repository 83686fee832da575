// Colours as screens and as people name them.

/** Channels 0 ... 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour whose hue, saturation and lightness are these, each 0 ... 1. */
export function rgbOf(hue: number, saturation: number, lightness: number): Colour {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue * 12) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** Hue, saturation and lightness, each 0 ... 1; the inverse of `rgbOf`. */
export function hslOf(colour: Colour): [hue: number, saturation: number, lightness: number] {
  const [red, green, blue] = [colour[0] / 255, colour[1] / 255, colour[2] / 255];
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const chroma = most - least;
  const lightness = (most + least) / 2;
  if (chroma === 0) return [0, 0, lightness];
  const sector =
    most === red
      ? ((green - blue) / chroma + 6) % 6
      : most === green
        ? (blue - red) / chroma + 2
        : (red - green) / chroma + 4;
  return [sector / 6, chroma / (1 - Math.abs(2 * lightness - 1)), lightness];
}
