// Accuracy on seconds: over all, and by class.
import type { AveNetwork } from '@dg-sct/task-ave';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import { ConfusionCounts } from '../confusion.ts';
import type { Tally } from '../task.ts';
import type { AveExample } from './data.ts';

export function aveTally({ head }: AveNetwork): Tally {
  const names = [...head.classes, 'background'];
  const confusion = new ConfusionCounts(names);
  return {
    add(outputs, { targets }) {
      const answers = head.decode(outputs).flatMap(({ segments }) => segments);
      for (const [i, label] of (targets.segments?.data ?? []).entries()) {
        confusion.add(label, names.indexOf(answers[i]?.event ?? ''));
      }
    },
    result() {
      const { rows, overall } = confusion;
      const value = (100 * overall.correct) / overall.total;
      return {
        score: { name: 'segmentAccuracy', value },
        rows: rows.map(({ name, total, correct }) => ({
          name,
          percent: (100 * correct) / total,
          count: total,
          unit: 's',
        })),
        confusions: [confusion.matrix('seconds')],
        summary: (split) => `accuracy on ${split}: ${value.toFixed(2)} % of ${overall.total} seconds`,
      };
    },
  };
}

/** Percent right for always answering the label that most training seconds have. */
export function majorityAccuracy(train: PreparedSplit<AveExample>, test: PreparedSplit<AveExample>): number {
  const counts = new Map<number, number>();
  const labelsOf = (split: PreparedSplit<AveExample>) => split.examples.flatMap(({ labels }) => labels);
  for (const label of labelsOf(train)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [majority] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const labels = labelsOf(test);
  return (100 * labels.filter((label) => label === majority).length) / labels.length;
}
