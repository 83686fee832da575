// The four loss terms on given outputs, their sum, its gradients, and the batch's accuracy.
import { goldenInput } from '@dg-sct/goldens';
import { AveHead, AveMetric, foregroundOf, largestIndexOf } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored } from '../../run/compare.ts';
import { numberIn } from '../../run/config.ts';
import { differentiate, inputParameter } from '../../run/differentiate.ts';
import { classNames, segmentsOf } from './labels.ts';

const INPUTS = ['is_event_scores', 'audio_visual_gate', 'event_scores', 'av_score'] as const;

export const losses: EntryKind = {
  what: 'losses',
  scope: 'module',
  fits: ({ inputs, raw }) =>
    raw.labels !== undefined && INPUTS.every((name) => inputs.some((input) => input.name === name)),
  check: async (report) => {
    const { file } = report;
    const classes = numberIn(file.config, 'classes');
    const segments = segmentsOf(file.raw.labels, numberIn(file.config, 'T'), classes);
    const inputs = new Map(INPUTS.map((name) => [name, inputParameter(file, name)] as const));
    const value = (name: (typeof INPUTS)[number]): tf.Tensor =>
      inputs.get(name)?.value ?? tf.scalar(Number.NaN);
    const head = new AveHead({ visualDim: 4, audioDim: 4, dim: 4, classes: classNames(classes) });
    const { outputs, loss, gradients } = await differentiate(
      () => {
        const gate = value('audio_visual_gate');
        // The reference is given the product of both gates.
        const gates = { audioGate: gate, visualGate: tf.onesLike(gate) };
        const logits = {
          isEvent: value('is_event_scores'),
          eventScores: value('event_scores'),
          avScore: value('av_score'),
        };
        return head.loss({ ...logits, ...gates }, { segments });
      },
      (terms) => tf.addN(Object.values(terms)),
      inputs,
    );
    compareStored(
      report,
      [...outputs].map(([term, values]) => [`out.loss_${term}`, values]),
    );
    compareGradients(report, gradients);
    const metric = new AveMetric();
    metric.add(
      { isEvent: goldenInput(file, 'is_event_scores'), eventScores: goldenInput(file, 'event_scores') },
      { segments: { shape: segments.shape, data: Int32Array.from(await segments.data()) } },
    );
    compareStored(report, [
      ['out.total', loss],
      ['out.accuracy', [metric.result().accuracy]],
      ['label.video_class', await largestIndexOf(segments, classes).data()],
      ['label.foreground', await foregroundOf(segments, classes).data()],
    ]);
  },
};
