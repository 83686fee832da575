import { expect, it } from 'vitest';
import { ConfusionCounts } from './confusion.ts';

it('counts answers by what is true, and leaves out what has no name', () => {
  const confusion = new ConfusionCounts(['Bell', 'Bark']);
  const pairs = [
    [0, 0],
    [0, 1],
    [0, 1],
    [1, 1],
    [-1, 0],
    [1, -1],
    [2, 0],
    [0, 2],
    [0, Number.NaN],
  ] as const;
  for (const [truth, answer] of pairs) confusion.add(truth, answer);
  expect(confusion.matrix('seconds')).toEqual({
    names: ['Bell', 'Bark'],
    unit: 'seconds',
    counts: [1, 2, 0, 1],
  });
  expect(confusion.matrix('seconds', 'heard').title).toBe('heard');
  expect(confusion.rows).toEqual([
    { name: 'Bell', total: 3, correct: 1 },
    { name: 'Bark', total: 1, correct: 1 },
  ]);
  expect(confusion.overall).toEqual({ total: 4, correct: 2 });
});
