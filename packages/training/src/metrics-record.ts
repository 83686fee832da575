// One line of `metrics.jsonl`, and what TensorBoard shows of it.
import type { TrainingEvent } from './events.ts';
import { totalLoss } from './loss-meter.ts';
import type { ScalarEvent } from './tensorboard/event.ts';

type StepEvent = Extract<TrainingEvent, { type: 'step' }>;
type EpochEvent = Extract<TrainingEvent, { type: 'epoch' }>;

/** A step or an epoch with the time at which it ended, in seconds since 1970. Epochs count from 0. */
export type MetricsRecord =
  | (StepEvent & { readonly time: number })
  | (EpochEvent['record'] & { readonly type: 'epoch'; readonly time: number; readonly improved: boolean });

export function recordOf(event: TrainingEvent, time: number): MetricsRecord | undefined {
  if (event.type === 'step') return { time, ...event };
  if (event.type === 'epoch') return { time, type: 'epoch', ...event.record, improved: event.improved };
  return undefined;
}

/** Throws where a line is none. */
export function parseRecord(line: string): MetricsRecord {
  const record = JSON.parse(line) as MetricsRecord;
  const { type, step, epoch, time } = record;
  const isOne = (type === 'step' || type === 'epoch') && [step, epoch, time].every(Number.isFinite);
  if (!isOne) throw new Error('neither a step nor an epoch');
  return record;
}

export function scalarsOf(record: MetricsRecord): ScalarEvent {
  const { time, step } = record;
  const scalars: Record<string, number> = {};
  if (record.type === 'step') {
    scalars['train/loss'] = totalLoss(record.losses);
    for (const [name, value] of Object.entries(record.losses)) scalars[`train/${name}`] = value;
    scalars['train/learningRate'] = record.learningRate;
    scalars['speed/clipsPerSecond'] = record.clips / record.seconds;
    scalars['speed/waitShare'] = record.waitSeconds / record.seconds;
    scalars['speed/memoryGB'] = record.memoryBytes / 1e9;
  } else {
    const { losses, metrics } = record.evaluation;
    scalars['validation/loss'] = totalLoss(losses);
    for (const [name, value] of Object.entries(losses)) scalars[`validation/loss/${name}`] = value;
    for (const [name, value] of Object.entries(metrics)) {
      if (value !== null) scalars[`validation/${name}`] = value;
    }
    scalars['validation/epoch'] = record.epoch + 1;
  }
  return { time, step, scalars };
}
