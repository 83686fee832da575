// What the demo measured, in the form that its page shows.
import { cpus, totalmem, type } from 'node:os';
import type { TrainResult } from '@dg-sct/training';
import type { ClassAccuracy, LearningCurve } from '../report/types.ts';
import type { Measurement } from '../tasks/task.ts';

export function curveOf({ history }: Pick<TrainResult, 'history'>): LearningCurve {
  return {
    epochs: history.map(({ epoch, losses, evaluation }) => ({
      epoch: epoch + 1,
      loss: Object.values(losses).reduce((sum, term) => sum + term, 0),
      accuracy: evaluation.metrics.segmentAccuracy ?? Number.NaN,
    })),
  };
}

/** Classes that occur in the test split, background last. */
export function perClassOf(dgsct: Measurement, frozen: Measurement): ClassAccuracy[] {
  return dgsct.rows.flatMap(({ name, count, percent }, i) => {
    const others = frozen.rows[i];
    if (count === 0 || others === undefined) return [];
    return [{ name, seconds: count, dgsct: percent, frozen: others.percent }];
  });
}

export function environmentOf(): [name: string, value: string][] {
  const processors = cpus();
  return [
    ['Processor', `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`],
    ['Memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['System', `${type()} ${process.arch}`],
    ['Node', process.version],
  ];
}

/** To a hundredth. */
export const percent = (value: number): number => Math.round(100 * value) / 100;
