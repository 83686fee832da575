// Accuracy of answers by type of question: the published table.
import type { AvqaNetwork } from '@dg-sct/task-avqa';
import type { Tally } from '../task.ts';

export function avqaTally({ head }: AvqaNetwork): Tally {
  const metric = head.metric();
  return {
    add: (outputs, { targets }) => metric.add(outputs, targets),
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
        summary: (split) => `accuracy on ${split}: ${value.toFixed(2)} % of ${total} questions`,
      };
    },
  };
}
