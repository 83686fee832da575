// The live line of a training: where it is, what it loses, how fast it is, whether it waits and what it holds.
import type { TrainingEvent } from '@dg-sct/training';
import { expect, it } from 'vitest';
import type { CommandIo } from './io.ts';
import { Progress } from './progress.ts';
import { reportTraining } from './training-progress.ts';

const step = (batch: number, losses: Readonly<Record<string, number>>, seconds: number): TrainingEvent => ({
  type: 'step',
  epoch: 1,
  batch,
  step: 10 + batch,
  learningRate: 0.1,
  losses,
  clips: 8,
  seconds,
  waitSeconds: seconds / 4,
  memoryBytes: 1.44e9,
});

it('tells all of it, each term where the loss has several, and the pace of the last steps', () => {
  const lines: string[] = [];
  let now = 0;
  const progress = new Progress({ write: (text) => lines.push(text) }, { now: () => now });
  const report = reportTraining('training', 50, 'accuracy', { progress } as CommandIo);
  report({ type: 'start', epoch: 1, epochs: 4, step: 10, trainableParameters: 7 });
  report(step(1, { event: 1, gate: 0.5 }, 100));
  for (let batch = 2; batch <= 21; batch++) {
    now += 6000;
    report(step(batch, batch < 21 ? { event: 1, gate: 0.5 } : { event: 1.25 }, 2));
  }
  const [first = '', last = ''] = [lines[0], lines.at(-1)];
  expect(first).toContain(
    'epoch 2, loss 1.500 (event 1.00, gate 0.50), 0.2 clips/s, 25 % waiting for data, 1.4 GB',
  );
  expect(first).toMatch(/^training {2}52\/200 {2}26 % {2}.*left/);
  expect(last).toContain('epoch 2, loss 1.250, 4.0 clips/s, 25 % waiting for data, 1.4 GB');
});
