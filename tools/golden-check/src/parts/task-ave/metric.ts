// Accuracy on stored outputs and labels, and the answers that it counts.
import { goldenInput } from '@dg-sct/goldens';
import { AveMetric, predictedSegments } from '@dg-sct/task-ave';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';

const INPUTS = ['is_event_scores', 'event_scores', 'labels'];

export const metric: EntryKind = {
  what: 'accuracy',
  scope: 'exact',
  fits: ({ inputs }) =>
    INPUTS.every((name) => inputs.some((input) => input.name === name && input.kind === 'stored')),
  check: async (report) => {
    const { file } = report;
    const outputs = {
      isEvent: goldenInput(file, 'is_event_scores'),
      eventScores: goldenInput(file, 'event_scores'),
    };
    const { shape, data } = goldenInput(file, 'labels');
    const [videos = 0, segments = 0, columns = 0] = shape;
    const target = Int32Array.from({ length: videos * segments }, (_, i) =>
      data.subarray(i * columns, (i + 1) * columns).indexOf(1),
    );
    const accuracy = new AveMetric();
    accuracy.add(outputs, { segments: { shape: [videos, segments], data: target } });
    compareStored(report, [
      ['out.pred', predictedSegments(outputs).flat()],
      ['out.accuracy', [accuracy.result().accuracy]],
      ['out.target', target],
    ]);
  },
};
