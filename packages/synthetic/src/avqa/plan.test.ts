import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { AVQA_CLASSES, instrumentOf } from './instruments.ts';
import { type AvqaComposition, DEFAULT_AVQA_OPTIONS } from './options.ts';
import { planAvqaClip } from './plan.ts';

const planOf = (
  name: string,
  composition: Partial<AvqaComposition> = {},
  domain: 'train' | 'test' = 'train',
) =>
  planAvqaClip(new Random(name), {
    category: 'Violin',
    domain,
    options: {
      ...DEFAULT_AVQA_OPTIONS,
      composition: { ...DEFAULT_AVQA_OPTIONS.composition, ...composition },
    },
  });
const plans = Array.from({ length: 2000 }, (_, i) => planOf(`plan/${i}`));

describe('planAvqaClip', () => {
  it('shows one to three players all along, apart from one another, one of them of the class asked for', () => {
    for (const { objects, seconds } of plans) {
      expect(objects.some(({ className }) => className === 'Violin')).toBe(true);
      expect(objects.every(({ start, end }) => start === 0 && end === seconds)).toBe(true);
      const row = objects.toSorted((a, b) => a.x - b.x);
      for (const [i, { x, driftX }] of row.entries()) {
        const right = row[i + 1];
        const reach = (Math.abs(driftX) + Math.abs(right?.driftX ?? 0)) / 2;
        if (right !== undefined) expect(right.x - x - reach).toBeGreaterThan(0.15);
      }
    }
    const shareOf = (count: number): number =>
      plans.filter(({ objects }) => objects.length === count).length / plans.length;
    expect(shareOf(1)).toBeCloseTo(0.1, 1.5);
    expect(shareOf(2)).toBeCloseTo(0.3, 1.5);
    expect(shareOf(3)).toBeCloseTo(0.6, 1.5);
  });

  it('lets one to four sounds start one after another, at levels of their own', () => {
    for (const { sounds } of plans) {
      expect(sounds.length).toBeGreaterThanOrEqual(1);
      expect(new Set(sounds.map(({ start }) => start)).size).toBe(sounds.length);
      expect(new Set(sounds.map(({ className }) => className)).size).toBe(sounds.length);
      const levels = sounds.map(({ track }) => track.levelDb).sort((a, b) => a - b);
      for (const [i, level] of levels.slice(1).entries()) {
        expect(level - (levels[i] as number)).toBeGreaterThanOrEqual(8 / levels.length);
      }
    }
  });

  it('tells neither from sight what sounds nor from sound what is seen', () => {
    const share = (met: (plan: (typeof plans)[number]) => boolean): number =>
      plans.filter(met).length / plans.length;
    const heard = (plan: (typeof plans)[number], name: string): boolean =>
      plan.sounds.some(({ className }) => className === name);
    expect(
      share(({ sounds, objects }) => sounds.some((s) => objects.every((o) => o.className !== s.className))),
    ).toBeCloseTo(0.5, 1);
    expect(share((plan) => plan.objects.some(({ className }) => !heard(plan, className)))).toBeGreaterThan(
      0.4,
    );
  });

  it('spreads a longer clip over ten equal parts', () => {
    const { sounds, objects, seconds } = planOf('long', { seconds: 60 });
    expect(seconds).toBe(60);
    expect(objects.every(({ end }) => end === 60)).toBe(true);
    expect(sounds.flatMap(({ start, end }) => [start, end]).every((time) => time % 6 === 0)).toBe(true);
    expect(sounds.every(({ start, end, track }) => track.seconds === end - start)).toBe(true);
  });

  it('keeps the drawing styles of train and test apart', () => {
    const stylesOf = (domain: 'train' | 'test') =>
      new Set(
        Array.from({ length: 40 }, (_, i) => planOf(`style/${i}`, {}, domain)).flatMap(({ objects }) =>
          objects.map(({ style }) => style),
        ),
      );
    expect(stylesOf('train')).toEqual(new Set(['noto', 'fluent', 'fluent-flat']));
    expect(stylesOf('test')).toEqual(new Set(['twemoji']));
  });

  it('says which option cannot be met', () => {
    expect(() => planOf('bad', { seconds: 15 })).toThrow(
      /seconds must be a multiple of 10 for questions, got 15/,
    );
    expect(() => planOf('bad', { seconds: 0 })).toThrow(
      expect.objectContaining({ code: 'SYNTHETIC_OPTION' }),
    );
    const bird = { category: 'Bird', domain: 'train', options: DEFAULT_AVQA_OPTIONS } as const;
    expect(() => planAvqaClip(new Random('bad'), bird)).toThrow(
      /no word for "Bird"; take one of Accordion, Banjo/,
    );
    expect(() => instrumentOf('Bird')).toThrow(RangeError);
    expect(AVQA_CLASSES.map(instrumentOf)).toHaveLength(8);
  });
});
