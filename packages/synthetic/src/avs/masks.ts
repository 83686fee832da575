// Pixel masks of what sounds: the picture is drawn once more on black, sounding objects white and all others black,
// so what covers a sounding object covers its mask too.
import type { Assets } from '../assets.ts';
import type { Canvas } from '../canvas.ts';
import type { ClipPlan } from '../plan.ts';
import { type DrawnObject, drawObjects, spriteOf } from '../render.ts';
import type { Sprite } from '../sprites.ts';
import { soundingClasses } from './plan.ts';

/** The frame that stands for a second, as AVSBench's frames were taken: 15/16 of the second have passed. */
export const frameOfSecond = (second: number, frameRate: number): number =>
  Math.floor(second * frameRate + (15 / 16) * frameRate);

/** A mask for each second, of its frame: `[imageSize, imageSize]`, 255 where sounding objects make up half of a pixel or more, else 0. */
export function renderMasks(plan: ClipPlan, assets: Assets): Uint8Array[] {
  const { imageSize: side, frameRate, seconds } = plan;
  const silhouettes = plan.objects.map((object) => {
    const sprite = spriteOf(assets, object);
    return { object, white: silhouetteOf(sprite, 1), black: silhouetteOf(sprite, 0) };
  });
  return Array.from({ length: seconds }, (_, second) => {
    const sounding = soundingClasses(plan, second);
    const canvas: Canvas = { side, pixels: new Uint8Array(side * side * 3) };
    const drawn: DrawnObject[] = silhouettes.map(({ object, white, black }) => ({
      object,
      sprite: sounding.includes(object.className) ? white : black,
    }));
    drawObjects(canvas, drawn, frameOfSecond(second, frameRate) / frameRate, seconds);
    return Uint8Array.from({ length: side * side }, (_, i) =>
      (canvas.pixels[3 * i] as number) >= 128 ? 255 : 0,
    );
  });
}

/** The sprite's shape in one grey: white is 1, black 0. */
function silhouetteOf({ levels }: Sprite, grey: number): Sprite {
  return {
    levels: levels.map(({ side, rgba }) => ({
      side,
      rgba: rgba.map((_, i) => (rgba[i | 3] as number) * (i % 4 === 3 ? 1 : grey)),
    })),
  };
}
