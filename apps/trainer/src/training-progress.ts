// What a person is told while a network is trained: the events of the loop as words.
import { type TrainingEvent, totalLoss } from '@dg-sct/training';
import type { CommandIo } from './io.ts';

/** Steps that tell how fast training is now: the first one compiles. */
const PACED_STEPS = 20;

type ResumeEvent = Extract<TrainingEvent, { type: 'resume' }>;

/** `perEpoch` batches make an epoch; `monitor` is the metric that is shown. */
export function reportTraining(
  label: string,
  perEpoch: number,
  monitor: string,
  io: CommandIo,
): (event: TrainingEvent) => void {
  const { progress } = io;
  let phase = progress.phase(label);
  let [seconds, waited] = [0, 0];
  const pace: { readonly clips: number; readonly seconds: number }[] = [];
  return (event) => {
    if (event.type === 'resume') tellResume(event, io);
    if (event.type === 'start')
      phase = progress.phase(label, event.epochs * perEpoch, event.epoch * perEpoch);
    if (event.type === 'step') {
      seconds += event.seconds;
      waited += event.waitSeconds;
      pace.push(event);
      if (pace.length > PACED_STEPS) pace.shift();
      const facts = [
        `epoch ${event.epoch + 1}, loss ${lossesIn(event.losses)}`,
        `${paceOf(pace).toFixed(1)} clips/s`,
        `${Math.round((100 * waited) / seconds)} % waiting for data`,
        `${(event.memoryBytes / 1e9).toFixed(1)} GB`,
      ];
      phase.update(event.epoch * perEpoch + event.batch, facts.join(', '));
    }
    if (event.type === 'epoch') {
      const { record, improved } = event;
      const value = record.evaluation.metrics[monitor] ?? Number.NaN;
      progress.note(
        `${label}, epoch ${record.epoch + 1}: loss ${totalLoss(record.losses).toFixed(3)}, ${monitor} ${value.toFixed(1)} %${improved ? ', best so far' : ''}`,
      );
    }
  };
}

/** Their sum, and each of them where there are several. */
function lossesIn(losses: Readonly<Record<string, number>>): string {
  const terms = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const total = totalLoss(losses).toFixed(3);
  return terms.length > 1 ? `${total} (${terms.join(', ')})` : total;
}

function paceOf(steps: readonly { readonly clips: number; readonly seconds: number }[]): number {
  const sum = (key: 'clips' | 'seconds'): number => steps.reduce((total, step) => total + step[key], 0);
  return sum('clips') / sum('seconds');
}

function tellResume({ path, step, skipped, versionChanges }: ResumeEvent, io: CommandIo): void {
  for (const { path: bad, reason } of skipped) io.warn(`the checkpoint "${bad}" is passed over: ${reason}`);
  io.note(`going on from "${path}", after step ${step}`);
  for (const change of versionChanges) io.note(`${change}; the last bits of numbers may differ`);
}
