// Accuracy of answers by type of question: the published table.
import { hostArray } from '@dg-sct/task';
import { type AvqaNetwork, REPEATED_QUESTION } from '@dg-sct/task-avqa';
import { ConfusionCounts } from '../confusion.ts';
import type { Tally } from '../task.ts';

export function avqaTally({ head }: AvqaNetwork): Tally {
  const metric = head.metric();
  const confusion = new ConfusionCounts(head.answers);
  return {
    add(outputs, { targets }) {
      metric.add(outputs, targets);
      const types = hostArray(targets, 'type').data;
      const truths = hostArray(targets, 'answer').data;
      for (const [i, { answer }] of head.decode(outputs).entries()) {
        if (types[i] !== REPEATED_QUESTION) confusion.add(truths[i] ?? -1, head.answers.indexOf(answer));
      }
    },
    result() {
      const table = metric.table();
      const total = table.at(-1)?.total ?? 0;
      const value = metric.result().accuracy ?? Number.NaN;
      return {
        score: { name: 'accuracy', value },
        rows: table.map(({ name, accuracy, total: count }) => ({
          name,
          percent: accuracy,
          count,
          unit: 'questions',
        })),
        confusions: [confusion.matrix('questions')],
        summary: (split) => `accuracy on ${split}: ${value.toFixed(2)} % of ${total} questions`,
      };
    },
  };
}
