import { describe, expect, it } from 'vitest';
import { loadAssetsOf } from '../assets.ts';
import { Random } from '../random.ts';
import { renderClip } from '../render.ts';
import { frameOfSecond, renderMasks } from './masks.ts';
import { type AvsSetting, DEFAULT_AVS_OPTIONS } from './options.ts';
import { type AvsClipPlan, planAvsClip, soundingClasses } from './plan.ts';

const SIDE = 64;
const planOf = (setting: AvsSetting, i: number): AvsClipPlan =>
  planAvsClip(new Random(`masks/${setting}/${i}`), {
    category: 'Violin',
    domain: i % 2 === 0 ? 'train' : 'test',
    options: { ...DEFAULT_AVS_OPTIONS[setting], imageSize: SIDE },
  });
const CASES = (['s4', 'ms3'] as const).flatMap((setting) => [0, 1, 2, 3].map((i) => [setting, i] as const));
const assets = await loadAssetsOf(CASES.map((row) => ({ ...planOf(...row), sounds: [] })));

/** The frames of the seconds, of some of the objects, without noise, on one colour. */
function frames(plan: AvsClipPlan, objects: AvsClipPlan['objects'], grey: number): Uint8Array[] {
  const background = {
    ...plan.background,
    colours: [[grey, grey, grey] as const, [grey, grey, grey] as const] as const,
  };
  const all = renderClip({ ...plan, objects, background, pixelNoise: 0, sounds: [] }, assets).frames;
  const bytes = SIDE * SIDE * 3;
  return Array.from({ length: plan.seconds }, (_, t) => {
    const first = frameOfSecond(t, plan.frameRate) * bytes;
    return all.subarray(first, first + bytes);
  });
}

/** How much of each pixel lets the background through (0 ... 255): that is how far it follows it from black to white. */
function throughs(plan: AvsClipPlan, objects: AvsClipPlan['objects']): number[][] {
  const white = frames(plan, objects, 255);
  return frames(plan, objects, 0).map((black, t) =>
    Array.from({ length: SIDE * SIDE }, (_, i) => (white[t]?.[3 * i] ?? 0) - (black[3 * i] ?? 0)),
  );
}

describe('frameOfSecond', () => {
  it('is the frame that AVSBench takes, within its second', () => {
    expect([0, 1, 4].map((t) => frameOfSecond(t, 8))).toEqual([7, 15, 39]);
    expect([0, 1, 4].map((t) => frameOfSecond(t, 30))).toEqual([28, 58, 148]);
    expect(frameOfSecond(3, 1)).toBe(3);
  });
});

describe('renderMasks', () => {
  it.each(CASES)('%s %i: is where an object that sounds can be seen, and nowhere else', (setting, i) => {
    const plan = planOf(setting, i);
    const masks = renderMasks(plan, assets);
    const alone = plan.objects.map((object) => throughs(plan, [object]));
    expect(masks).toHaveLength(5);
    masks.forEach((mask, t) => {
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        // What is left of each object below those that are drawn later.
        let sounding = 0;
        let above = 1;
        for (let k = plan.objects.length - 1; k >= 0; k--) {
          const through = (alone[k]?.[t]?.[pixel] ?? 0) / 255;
          if (soundingClasses(plan, t).includes(plan.objects[k]?.className ?? ''))
            sounding += above * (1 - through);
          above *= through;
        }
        // Drawing rounds each object to bytes, so pixels at the very edge are open.
        if (Math.abs(sounding - 0.5) > 0.01) expect(mask[pixel]).toBe(sounding > 0.5 ? 255 : 0);
      }
      expect(mask.some((value) => value === 255)).toBe(true);
      expect(mask.every((value) => value === 0 || value === 255)).toBe(true);
    });
  });

  it('changes every pixel of the mask, and none outside by more than half, when the sounding object goes', () => {
    const plan = planOf('s4', 0);
    const silent = plan.objects.filter(({ className }) => className !== plan.category);
    const masks = renderMasks(plan, assets);
    const [black, white] = [0, 255].map((grey) => ({
      all: frames(plan, plan.objects, grey),
      rest: frames(plan, silent, grey),
    }));
    masks.forEach((mask, t) => {
      /** The largest change of a colour on either background. */
      const change = (i: number): number =>
        Math.max(
          ...[black, white].flatMap((pair) =>
            [0, 1, 2].map((c) =>
              Math.abs((pair?.all[t]?.[3 * i + c] ?? 0) - (pair?.rest[t]?.[3 * i + c] ?? 0)),
            ),
          ),
        );
      const changes = (value: number): number[] =>
        [...mask.keys()].filter((i) => mask[i] === value).map(change);
      expect(changes(255).length).toBeGreaterThan(100);
      expect(Math.min(...changes(255))).toBeGreaterThan(20);
      // At the soft edge a pixel belongs to the object by less than half.
      expect(Math.max(...changes(0))).toBeLessThanOrEqual(129);
    });
  });

  it('leaves out what a silent object covers, and nothing else', () => {
    const plan = planOf('s4', 1);
    const target = plan.objects.find(({ className }) => className === plan.category);
    const other = plan.objects.find(({ className }) => className !== plan.category);
    if (target === undefined || other === undefined) throw new RangeError('there are two objects');
    const area = (objects: AvsClipPlan['objects']): number =>
      renderMasks({ ...plan, objects }, assets)[0]?.filter((value) => value > 0).length ?? -1;
    const cover = {
      ...other,
      x: target.x,
      y: target.y,
      driftX: target.driftX,
      driftY: target.driftY,
      bob: 0,
    };
    const below = { ...target, bob: 0 };
    expect(area([cover, below])).toBe(area([below]));
    expect(area([below, cover])).toBeLessThan(area([below]) / 2);
    expect(area([other])).toBe(0);
  });
});
