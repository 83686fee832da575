// Accuracies by type: pooled averages, ties, and types that never occur.
import type { HostArray } from '@dg-sct/task';
import { expect, test } from 'vitest';
import { AvqaMetric, REPEATED_QUESTION } from './metric.ts';

const floats = (shape: number[], data: number[]): HostArray => ({ shape, data: Float32Array.from(data) });
const ints = (data: number[]): HostArray => ({ shape: [data.length], data: Int32Array.from(data) });

test('averages count questions, not types', () => {
  const metric = new AvqaMetric();
  // Audio/Counting: one of four; Audio/Comparative: one of one; Visual/Location: none of one.
  for (const [type, correct] of [
    [0, true],
    [0, false],
    [0, false],
    [0, false],
    [1, true],
    [3, false],
  ] as const) {
    metric.count(type, correct);
  }
  expect(metric.result()).toEqual({
    accuracy: expect.closeTo(100 / 3),
    'Audio/Counting': 25,
    'Audio/Comparative': 100,
    Audio: 40,
    'Visual/Location': 0,
    Visual: 0,
  });
  expect(metric.table().map(({ name, correct, total }) => `${name} ${correct}/${total}`)).toEqual([
    'Audio/Counting 1/4',
    'Audio/Comparative 1/1',
    'Audio 2/5',
    'Visual/Counting 0/0',
    'Visual/Location 0/1',
    'Visual 0/1',
    'Audio-Visual/Existential 0/0',
    'Audio-Visual/Counting 0/0',
    'Audio-Visual/Location 0/0',
    'Audio-Visual/Comparative 0/0',
    'Audio-Visual/Temporal 0/0',
    'Audio-Visual 0/0',
    'Overall 2/6',
  ]);
});

test('the first of equal scores is the answer', () => {
  const metric = new AvqaMetric();
  const answers = floats([2, 3], [1, 1, 0, 0, 2, 2]);
  metric.add({ answers }, { answer: ints([0, 2]), type: ints([8, 8]) });
  expect(metric.result()).toEqual({ accuracy: 50, 'Audio-Visual/Temporal': 50, 'Audio-Visual': 50 });
});

test('a question that fills a batch up does not count', () => {
  const metric = new AvqaMetric();
  const answers = floats([2, 3], [1, 0, 0, 0, 2, 0]);
  metric.add({ answers }, { answer: ints([0, 0]), type: ints([8, REPEATED_QUESTION]) });
  expect(metric.table().at(-1)).toMatchObject({ correct: 1, total: 1 });
});

test('refuses an index that is no type', () => {
  expect(() => new AvqaMetric().count(9, true)).toThrow('the type 9');
});
