import { describe, expect, it } from 'vitest';
import { EVENT_CLASSES } from '../event-classes.ts';
import type { Range } from '../random.ts';
import { Random } from '../random.ts';
import { intersection, lengthOf, type Span } from '../spans.ts';
import { type AvvpComposition, DEFAULT_AVVP_OPTIONS } from './options.ts';
import { type AvvpClipPlan, type AvvpEvent, planAvvpClip } from './plan.ts';

const COUNT = 4000;
const { composition } = DEFAULT_AVVP_OPTIONS;
const planOf = (i: number, domain: 'train' | 'test' = 'train'): AvvpClipPlan => {
  const category = EVENT_CLASSES[i % EVENT_CLASSES.length]?.name ?? '';
  return planAvvpClip(new Random(`plan/${i}`), { category, domain, options: DEFAULT_AVVP_OPTIONS });
};
const plans = Array.from({ length: COUNT }, (_, i) => planOf(i));
const events = plans.flatMap((plan) => plan.events);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / values.length);
const spansOf = (things: readonly (Span & { className: string })[], className: string): Span[] =>
  things
    .filter((thing) => thing.className === className)
    .map(({ start, end }) => ({ start, end }))
    .sort((a, b) => a.start - b.start);

describe('planAvvpClip', () => {
  it('shows and plays exactly what its events say', () => {
    for (const plan of plans) {
      for (const { className, heard, seen } of plan.events) {
        expect(spansOf(plan.sounds, className)).toEqual(heard);
        expect(spansOf(plan.objects, className)).toEqual(seen);
      }
      const total = (modality: 'heard' | 'seen') =>
        plan.events.reduce((sum, event) => sum + event[modality].length, 0);
      expect([plan.sounds.length, plan.objects.length]).toEqual([total('heard'), total('seen')]);
    }
  });

  it.each<['heard' | 'seen', Range]>([
    ['heard', composition.audibleSeconds],
    ['seen', composition.visibleSeconds],
  ])('keeps what is %s within the clip, in order, with a pause between', (modality, [low, high]) => {
    for (const event of events) {
      let free = 0;
      for (const { start, end } of event[modality]) {
        expect(start).toBeGreaterThanOrEqual(free);
        expect(end - start).toBeGreaterThanOrEqual(low);
        expect(end - start).toBeLessThanOrEqual(high);
        expect(end).toBeLessThanOrEqual(10);
        free = end + 1;
      }
    }
  });

  it('holds two or three different events, the asked one among them', () => {
    plans.forEach(({ events }, i) => {
      const names = events.map(({ className }) => className);
      expect(names).toContain(EVENT_CLASSES[i % EVENT_CLASSES.length]?.name);
      expect(new Set(names).size).toBe(names.length);
      expect([2, 3]).toContain(names.length);
      expect(events.every(({ heard, seen }) => heard.length + seen.length > 0)).toBe(true);
    });
  });

  it('has the asked shares of events that are heard only, seen only, and both', () => {
    const share = (wanted: (event: AvvpEvent) => boolean): number =>
      events.filter((event) => wanted(event)).length / events.length;
    expect(share(({ seen }) => seen.length === 0)).toBeCloseTo(0.25, 1.5);
    expect(share(({ heard }) => heard.length === 0)).toBeCloseTo(0.25, 1.5);
    expect(share(({ heard }) => heard.length === 2)).toBeGreaterThan(0.1);
    expect(share(({ seen }) => seen.length === 2)).toBeGreaterThan(0.1);
  });

  it('lets the sight and the sound of one event overlap without ever being the same', () => {
    for (const { heard, seen } of events.filter(({ heard, seen }) => heard.length + seen.length > 1)) {
      if (heard.length === 0 || seen.length === 0) continue;
      const shared = heard.flatMap((a) => seen.map((b) => lengthOf(intersection(a, b))));
      expect(Math.max(...shared)).toBeGreaterThanOrEqual(composition.sharedSeconds);
      expect(heard).not.toEqual(seen);
    }
  });

  it.each<['heard' | 'seen', 'heard' | 'seen']>([
    ['heard', 'seen'],
    ['seen', 'heard'],
  ])('does not tell by when it is %s whether an event is %s as well', (modality, other) => {
    for (const feature of [(span: Span) => span.start, lengthOf]) {
      const values = (also: boolean): number[] =>
        events
          .filter((event) => event[other].length > 0 === also)
          .flatMap((event) => event[modality].map((span) => feature(span)));
      const [alone, both] = [values(false), values(true)];
      expect(alone.length).toBeGreaterThan(1000);
      expect(Math.abs(mean(alone) - mean(both))).toBeLessThan(
        4 * Math.hypot(deviation(alone), deviation(both)),
      );
    }
  });

  it('keeps a sight that comes back in its place', () => {
    const returning = plans.flatMap((plan) =>
      plan.events
        .filter(({ seen }) => seen.length === 2)
        .map(({ className }) => plan.objects.filter((object) => object.className === className)),
    );
    expect(returning.length).toBeGreaterThan(100);
    for (const [first, second] of returning) {
      expect({ ...first, start: 0, end: 0 }).toEqual({ ...second, start: 0, end: 0 });
    }
  });

  it('draws train and test in different styles', () => {
    const stylesOf = (some: readonly AvvpClipPlan[]) =>
      new Set(some.flatMap(({ objects }) => objects.map(({ style }) => style)));
    expect(stylesOf(plans)).toEqual(new Set(['noto', 'fluent', 'fluent-flat']));
    expect(stylesOf(Array.from({ length: 50 }, (_, i) => planOf(i, 'test')))).toEqual(new Set(['twemoji']));
  });

  it.each<[Partial<AvvpComposition>, RegExp]>([
    [{ events: [0, 2] }, /events is 0 to 2; expected whole numbers within 1 to 24/],
    [{ events: [2, 25] }, /events is 2 to 25/],
    [{ visibleSeconds: [3, 11] }, /visibleSeconds is 3 to 11; expected whole seconds within 1 to 10/],
    [{ audibleSeconds: [2.5, 4] }, /audibleSeconds is 2.5 to 4/],
    [{ visibleSeconds: [2, 2], sharedSeconds: 3 }, /No sound of 2 to 7 s can overlap an object seen/],
  ])('says that %j cannot be met', (changes, message) => {
    const options = { ...DEFAULT_AVVP_OPTIONS, composition: { ...composition, ...changes } };
    const plan = (category: string) => () =>
      planAvvpClip(new Random('bad'), { category, domain: 'train', options });
    expect(plan('Bird')).toThrow(message);
    expect(plan('Unicorn')).toThrow(/"Unicorn" is not an event class/);
  });
});
