// Accuracy of answers by type of question: the published table.
import { hostArray, indexOfLargest, row } from '@dg-sct/task';
import { type AvqaHead, REPEATED_QUESTION } from '@dg-sct/task-avqa';
import { ConfusionCounts } from '../confusion.ts';
import type { Tally } from '../task.ts';

interface Answering {
  readonly head: Pick<AvqaHead, 'answers' | 'metric'>;
}

export function avqaTally({ head }: Answering): Tally {
  const metric = head.metric();
  const confusion = new ConfusionCounts(head.answers);
  return {
    add(outputs, { targets }) {
      metric.add(outputs, targets);
      const types = hostArray(targets, 'type').data;
      for (const [i, truth] of hostArray(targets, 'answer').data.entries()) {
        if (types[i] === REPEATED_QUESTION) continue;
        confusion.add(truth, indexOfLargest(row(outputs, 'answers', i)));
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
