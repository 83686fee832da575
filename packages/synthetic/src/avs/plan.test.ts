import { describe, expect, it } from 'vitest';
import { EVENT_CLASSES } from '../event-classes.ts';
import { Random } from '../random.ts';
import { type AvsComposition, type AvsSetting, DEFAULT_AVS_OPTIONS } from './options.ts';
import { type AvsClipPlan, planAvsClip, soundingClasses } from './plan.ts';

const COUNT = 2000;
const plansOf = (setting: AvsSetting, domain: 'train' | 'test' = 'train', count = COUNT): AvsClipPlan[] =>
  Array.from({ length: count }, (_, i) => {
    const category = EVENT_CLASSES[i % EVENT_CLASSES.length]?.name ?? '';
    const random = new Random(`${setting}/${domain}/${i}`);
    return planAvsClip(random, { category, domain, options: DEFAULT_AVS_OPTIONS[setting] });
  });
const SECONDS = [0, 1, 2, 3, 4];
const heardIn = (plan: AvsClipPlan): string[][] => SECONDS.map((t) => soundingClasses(plan, t).sort());
const s4 = plansOf('s4');
const ms3 = plansOf('ms3');

describe('planAvsClip', () => {
  it('single source: one object sounds all along, one or two beside it never do', () => {
    for (const plan of s4) {
      expect(heardIn(plan)).toEqual(SECONDS.map(() => [plan.category]));
      expect(plan.sounds).toHaveLength(1);
    }
    expect(new Set(s4.map(({ objects }) => objects.length))).toEqual(new Set([2, 3]));
  });

  it('multiple sources: one to three sound in every second, not always the same, and one never does', () => {
    const counts = new Set<number>();
    for (const plan of ms3) {
      const heard = heardIn(plan);
      for (const names of heard) counts.add(names.length);
      expect(new Set(heard.map((names) => names.join())).size).toBeGreaterThan(1);
      const ever = new Set(heard.flat());
      expect(ever.size).toBe(plan.sounds.length);
      expect(plan.objects.length).toBe(ever.size + 1);
    }
    expect(counts).toEqual(new Set([1, 2, 3]));
  });

  it('shows everything that is heard, every class once, all along', () => {
    for (const { objects, sounds } of [...s4, ...ms3]) {
      const names = objects.map(({ className }) => className);
      expect(new Set(names).size).toBe(names.length);
      for (const { className } of sounds) expect(names).toContain(className);
      for (const { start, end } of objects) expect({ start, end }).toEqual({ start: 0, end: 5 });
    }
  });

  it.each<[string, (plan: AvsClipPlan, i: number) => number]>([
    ['place across', (plan, i) => plan.objects[i]?.x ?? 0],
    ['place down', (plan, i) => plan.objects[i]?.y ?? 0],
    ['size', (plan, i) => plan.objects[i]?.size ?? 0],
    ['drawing order', (plan, i) => i / (plan.objects.length - 1)],
  ])('does not tell a source from a silent object by %s', (_, feature) => {
    for (const plans of [s4, ms3]) {
      const values = (wanted: boolean): number[] =>
        plans.flatMap((plan) =>
          [...plan.objects.keys()]
            .filter(
              (i) => plan.sounds.some((sound) => sound.className === plan.objects[i]?.className) === wanted,
            )
            .map((i) => feature(plan, i)),
        );
      const [sources, silent] = [values(true), values(false)];
      const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
      const variance = (list: number[]): number =>
        mean(list.map((value) => (value - mean(list)) ** 2)) / list.length;
      const error = Math.sqrt(variance(sources) + variance(silent));
      expect(Math.abs(mean(sources) - mean(silent))).toBeLessThan(4 * error);
    }
  });

  it('keeps the drawing styles of train and test apart', () => {
    const styles = (plans: AvsClipPlan[]): Set<string> =>
      new Set(plans.flatMap(({ objects }) => objects.map(({ style }) => style)));
    for (const setting of ['s4', 'ms3'] as const) {
      expect(styles(plansOf(setting, 'test', 50))).toEqual(new Set(['twemoji']));
      expect(styles(plansOf(setting, 'train', 50))).toEqual(new Set(['noto', 'fluent', 'fluent-flat']));
    }
  });

  it('says which option cannot be met', () => {
    const plan = (category: string, composition: Partial<AvsComposition>) => {
      const base = DEFAULT_AVS_OPTIONS.ms3;
      const options = { ...base, composition: { ...base.composition, ...composition } };
      return () => planAvsClip(new Random('bad'), { category, domain: 'train', options });
    };
    expect(plan('Bird', { sources: [2, 2], soundingSeconds: [1, 2] })).toThrow(
      '2 source(s) of 1 to 2 s cannot fill all 5 s',
    );
    expect(plan('Bird', { silent: [1, 22] })).toThrow('24 objects at most, one of each class, got 25');
    expect(plan('Bird', { sources: [0, 2] })).toThrow('sources is 0 to 2; expected whole numbers from 1 on');
    expect(plan('Bird', { silent: [2, 1] })).toThrow('silent is 2 to 1; expected whole numbers from 0 on');
    expect(plan('Bird', { sources: [20, 20] })).not.toThrow();
    expect(plan('Bird', { soundingSeconds: [2, 6] })).toThrow('soundingSeconds is 2 to 6');
    expect(plan('Unicorn', {})).toThrow('"Unicorn" is not an event class');
  });
});
