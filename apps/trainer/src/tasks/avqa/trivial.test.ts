// Guesses by hand: three training questions of one type and two of another.
import { expect, test } from 'vitest';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { AvqaExample } from './data.ts';
import { majorityAnswer, majorityAnswerByType } from './trivial.ts';

const splitOf = (questions: readonly (readonly [type: number, answer: number])[]) =>
  ({
    examples: questions.map(([type, answer]) => ({
      questions: [{ text: '', ids: new Int32Array(), type, answer }],
    })),
  }) as unknown as PreparedSplit<AvqaExample>;

test('the most frequent answer of all, or of each type', () => {
  const train = splitOf([
    [0, 5],
    [0, 5],
    [0, 6],
    [1, 7],
    [1, 7],
    [1, 7],
  ]);
  const test = splitOf([
    [0, 5],
    [0, 7],
    [1, 7],
    [2, 7],
  ]);
  expect(majorityAnswer(train, test)).toBe(75); // 7, whatever is asked
  expect(majorityAnswerByType(train, test)).toBe(50); // 5 and 7; nothing is known of type 2
});
