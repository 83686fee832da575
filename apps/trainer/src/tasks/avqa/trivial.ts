// What is right without looking, listening, or reading more of a question than its type.
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { Asked, AvqaExample } from './data.ts';

type Split = PreparedSplit<AvqaExample>;

/** Percent right for always giving the answer that most training questions have. */
export const majorityAnswer = (train: Split, test: Split): number => guess(train, test, () => 0);

/** Percent right for always giving the answer that most training questions of the same type have. */
export const majorityAnswerByType = (train: Split, test: Split): number =>
  guess(train, test, ({ type }) => type);

/** `groupOf` says which questions are answered alike. */
function guess(train: Split, test: Split, groupOf: (question: Asked) => number): number {
  const counts = new Map<number, Map<number, number>>();
  for (const question of questionsOf(train)) {
    const group = counts.get(groupOf(question)) ?? new Map<number, number>();
    group.set(question.answer, (group.get(question.answer) ?? 0) + 1);
    counts.set(groupOf(question), group);
  }
  const answers = new Map(
    [...counts].map(([group, of]) => [group, [...of].sort((a, b) => b[1] - a[1])[0]?.[0]]),
  );
  const asked = questionsOf(test);
  return (
    (100 * asked.filter((question) => answers.get(groupOf(question)) === question.answer).length) /
    asked.length
  );
}

const questionsOf = ({ examples }: Split): Asked[] => examples.flatMap(({ questions }) => questions);
