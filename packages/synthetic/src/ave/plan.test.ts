import { describe, expect, it } from 'vitest';
import { EVENT_CLASSES } from '../event-classes.ts';
import type { SeenObject } from '../plan.ts';
import { Random } from '../random.ts';
import type { Span } from '../spans.ts';
import { type AveComposition, DEFAULT_AVE_OPTIONS } from './options.ts';
import { type AveClipPlan, planAveClip, secondLabels } from './plan.ts';

const COUNT = 6000;
const plans: AveClipPlan[] = Array.from({ length: COUNT }, (_, i) => {
  const category = EVENT_CLASSES[i % EVENT_CLASSES.length]?.name ?? '';
  return planAveClip(new Random(`plan/${i}`), { category, domain: 'train', options: DEFAULT_AVE_OPTIONS });
});
const targetOf = (plan: AveClipPlan) => plan.objects.find(({ className }) => className === plan.category);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const length = ({ start, end }: Span): number => end - start;
/** Standard error of the difference of two means. */
function standardError(a: readonly number[], b: readonly number[]): number {
  const variance = (values: readonly number[]): number => {
    const centre = mean(values);
    return mean(values.map((value) => (value - centre) ** 2)) / values.length;
  };
  return Math.sqrt(variance(a) + variance(b));
}
function expectSameMean(a: readonly number[], b: readonly number[]): void {
  expect(a.length).toBeGreaterThan(100);
  expect(Math.abs(mean(a) - mean(b))).toBeLessThan(4 * standardError(a, b));
}

describe('planAveClip', () => {
  it('labels as event exactly the seconds in which one class is seen and heard', () => {
    for (const plan of plans) {
      for (let t = 0; t < plan.seconds; t++) {
        const at = (span: Span): boolean => t >= span.start && t < span.end;
        const heard = new Set(plan.sounds.filter(at).map(({ className }) => className));
        const both = plan.objects.filter((object) => at(object) && heard.has(object.className));
        const inEvent = plan.event !== undefined && at(plan.event);
        expect(both.map(({ className }) => className)).toEqual(inEvent ? [plan.category] : []);
      }
    }
  });

  it('always has seconds of sight or sound alone', () => {
    for (const plan of plans.filter(({ event }) => event !== undefined)) {
      const heard = plan.sounds.find(({ className }) => className === plan.category);
      const seen = targetOf(plan);
      expect(heard && seen && (length(heard) !== length(seen) || heard.start !== seen.start)).toBe(true);
      expect(plan.event && length(plan.event)).toBeGreaterThanOrEqual(3);
    }
  });

  it('fills about half of all seconds with events', () => {
    const share = mean(plans.map(({ event }) => (event ? length(event) : 0))) / 10;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.6);
    expect(mean(plans.map(({ event }) => (event ? 0 : 1)))).toBeCloseTo(0.15, 1.5);
  });

  it.each<[string, (object: SeenObject, plan: AveClipPlan) => number]>([
    ['start', (object) => object.start],
    ['end', (object) => object.end],
    ['x', (object) => object.x],
    ['y', (object) => object.y],
    ['size', (object) => object.size],
    ['tilt', (object) => object.angle],
    ['drift', (object) => Math.hypot(object.driftX, object.driftY)],
    ['drawing order', (object, plan) => plan.objects.indexOf(object) / (plan.objects.length - 1)],
  ])('does not tell the target from a decoy by %s', (_, feature) => {
    const values = (wanted: boolean): number[] =>
      plans.flatMap((plan) =>
        plan.objects
          .filter((object) => (object.className === plan.category) === wanted)
          .map((object) => feature(object, plan)),
      );
    expectSameMean(values(true), values(false));
  });

  it.each<[string, (sound: AveClipPlan['sounds'][number], plan: AveClipPlan) => number]>([
    ['start', (sound) => sound.start],
    ['length', (sound) => length(sound)],
    ['level', (sound) => sound.track.levelDb],
    ['order', (sound, plan) => plan.sounds.indexOf(sound)],
  ])('does not tell the sound of the target from an off-screen one by %s', (_, feature) => {
    const mixed = plans.filter(({ sounds, event }) => sounds.length === 2 && event !== undefined);
    const values = (wanted: boolean): number[] =>
      mixed.flatMap((plan) =>
        plan.sounds
          .filter((sound) => (sound.className === plan.category) === wanted)
          .map((sound) => feature(sound, plan)),
      );
    expectSameMean(values(true), values(false));
  });

  it('says which option cannot be met', () => {
    const plan = (category: string, composition: Partial<AveComposition>) => {
      const options = {
        ...DEFAULT_AVE_OPTIONS,
        composition: { ...DEFAULT_AVE_OPTIONS.composition, ...composition },
      };
      return () => planAveClip(new Random('bad'), { category, domain: 'train', options });
    };
    expect(plan('Bird', { visibleSeconds: [1, 2] })).toThrow(/No sound of 6 to 10 s can overlap/);
    expect(plan('Bird', { decoys: [1, 22] })).toThrow(/21 decoys at most, got 22/);
    expect(plan('Unicorn', {})).toThrow(/"Unicorn" is not an event class/);
  });

  it('keeps the drawing styles of train and test apart', () => {
    const test = planAveClip(new Random('t'), {
      category: 'Bird',
      domain: 'test',
      options: DEFAULT_AVE_OPTIONS,
    });
    expect(new Set(test.objects.map(({ style }) => style))).toEqual(new Set(['twemoji']));
    expect(new Set(plans.flatMap(({ objects }) => objects.map(({ style }) => style)))).toEqual(
      new Set(['noto', 'fluent', 'fluent-flat']),
    );
  });
});

describe('secondLabels', () => {
  it('gives the class inside the event and background outside', () => {
    expect(secondLabels({ seconds: 5, event: { start: 1, end: 3 } }, 7, 24)).toEqual([24, 7, 7, 24, 24]);
    expect(secondLabels({ seconds: 2, event: undefined }, 7, 24)).toEqual([24, 24]);
  });
});
