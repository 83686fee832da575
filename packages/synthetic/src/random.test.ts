import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

describe('Random', () => {
  it('repeats by name and differs between names', () => {
    const draw = (name: string): number[] => {
      const random = new Random(name);
      return Array.from({ length: 5 }, () => random.bits());
    };
    expect(draw('a/1')).toEqual(draw('a/1'));
    expect(draw('a/1')).not.toEqual(draw('a/2'));
    expect(draw('a/1')).not.toEqual(draw('1/a'));
  });

  it('is uniform: mean, variance and neighbours of 20000 draws', () => {
    const random = new Random('moments');
    const draws = Array.from({ length: 20_000 }, () => random.uniform());
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    const lag = draws.reduce((sum, value, i) => sum + (value - mean) * ((draws[i + 1] ?? mean) - mean), 0);
    expect(mean).toBeCloseTo(0.5, 1.9);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(lag / draws.length / variance)).toBeLessThan(0.03);
  });

  it('covers both ends of a whole range and permutes lists', () => {
    const random = new Random('range');
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
    const items = [1, 2, 3, 4, 5, 6];
    expect(random.shuffle(items).sort()).toEqual(items);
    expect(() => random.pick([])).toThrow(/empty list/);
  });
});
