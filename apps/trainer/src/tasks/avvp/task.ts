// Audio-visual video parsing: which events are heard, which are seen, and when, learnt from their names alone.
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { AvvpMetric, AvvpNetwork } from '@dg-sct/task-avvp';
import { tensorNamed } from '@dg-sct/training';
import { examplesAt, framesOf, readClips, stacked } from '../batch.ts';
import type { Task } from '../task.ts';
import { avvpCases } from './cases.ts';
import type { AvvpConfig } from './config.ts';
import type { AvvpExample } from './data.ts';
import { predictAvvp } from './predict.ts';
import { avvpTally, frequentEventScore } from './tally.ts';
import { labelsOf, mapsOf } from './targets.ts';

export const AVVP: Task<AvvpConfig, AvvpExample, AvvpNetwork> = {
  assemble(
    { model: { adapter, crossModal, visualGate, head, temporal }, input, training },
    classes,
    encoders,
  ) {
    return new AvvpNetwork({
      ...encoders,
      crossModal,
      visualGate,
      adapters: { ...adapter, variant: DG_SCT_VARIANTS[adapter.variant] },
      encoderTraining: training.encoderTraining,
      head: {
        ...head,
        temporal,
        classes,
        segments: input.segments,
        segmentSeconds: input.secondsPerSegment,
      },
    });
  },

  forward(network, inputs, context) {
    const [frames, audio] = [tensorNamed(inputs, 'frames'), tensorNamed(inputs, 'audio')];
    const { motion } = inputs;
    return network.forward({ frames, audio, ...(motion === undefined ? {} : { motion }) }, context).outputs;
  },

  /** In training the names of the events are all that there is. */
  async batch(split, indices, { epoch }) {
    const clips = await readClips(split, indices);
    const examples = examplesAt(split, indices);
    const hasMotion = clips.every((clip) => clip.motion !== undefined);
    return {
      inputs: {
        frames: framesOf(clips),
        audio: stacked(clips, 'logmel'),
        ...(hasMotion ? { motion: stacked(clips, 'motion') } : {}),
      },
      targets: { labels: labelsOf(examples), ...(epoch === undefined ? mapsOf(examples) : {}) },
      names: examples.map(({ name }) => name),
    };
  },

  tally: avvpTally,
  cases: avvpCases,
  trivialScore: async (train, test) =>
    frequentEventScore({ head: { metric: () => new AvvpMetric() } }, train, test),
  predict: predictAvvp,
};
