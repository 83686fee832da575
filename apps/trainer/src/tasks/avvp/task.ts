// Audio-visual video parsing: which events are heard, which are seen, and when, learnt from their names alone.
import type { HostArray } from '@dg-sct/task';
import { AVVP_NAMES, AvvpNetwork } from '@dg-sct/task-avvp';
import { tensorNamed } from '@dg-sct/training';
import { CommandError } from '../../errors.ts';
import { examplesAt, framesOf, readClips, stacked } from '../batch.ts';
import { layersOf } from '../layers.ts';
import type { Task } from '../task.ts';
import { avvpCases } from './cases.ts';
import type { AvvpConfig } from './config.ts';
import type { AvvpExample } from './data.ts';
import { predictAvvp } from './predict.ts';
import { avvpTally, mostFrequentScore } from './tally.ts';

export const AVVP: Task<AvvpConfig, AvvpExample, AvvpNetwork> = {
  published: { names: AVVP_NAMES, preset: 'avvp-paper' },

  weak: true,

  assemble(config, classes, encoders) {
    const { motionDim, grouping, temporal } = config.model;
    return new AvvpNetwork({
      ...encoders,
      ...layersOf(config),
      head: { ...grouping, motionDim, temporal, classes, segments: config.input.segments },
    });
  },

  forward(network, inputs, context) {
    const { motion } = inputs;
    const given = { frames: tensorNamed(inputs, 'frames'), audio: tensorNamed(inputs, 'audio') };
    return network.forward(motion === undefined ? given : { ...given, motion }, context).outputs;
  },

  async batch(split, indices, { epoch }) {
    const examples = examplesAt(split, indices);
    const events = eventsOf(examples);
    if (events === undefined && epoch === undefined) throw untimed();
    const clips = await readClips(split, indices);
    const moving = clips.every((clip) => 'motion' in clip);
    return {
      inputs: {
        frames: framesOf(clips),
        audio: stacked(clips, 'logmel'),
        ...(moving ? { motion: stacked(clips, 'motion') } : {}),
      },
      targets: {
        labels: rows(
          examples.map(({ labels }) => labels),
          [split.classes.length],
        ),
        ...(events === undefined ? {} : timed(events, split.classes.length)),
      },
      names: examples.map(({ name }) => name),
    };
  },

  tally: avvpTally,
  cases: avvpCases,
  trivialScore: async (train, test) => mostFrequentScore(train, test),
  predict: predictAvvp,
};

type Events = NonNullable<AvvpExample['events']>;

/** When what happens; undefined where it is known of one example and not of another, or of none. */
function eventsOf(examples: readonly AvvpExample[]): Events[] | undefined {
  const events = examples.flatMap((example) => example.events ?? []);
  return events.length === examples.length ? events : undefined;
}

/** `[B, T, C]` each. */
function timed(events: readonly Events[], classes: number): { audio: HostArray; visual: HostArray } {
  const [first] = events;
  const shape = [(first?.audio.length ?? 0) / classes, classes];
  return {
    audio: rows(
      events.map(({ audio }) => audio),
      shape,
    ),
    visual: rows(
      events.map(({ visual }) => visual),
      shape,
    ),
  };
}

/** Examples one after the other, each of this shape. */
const rows = (values: readonly Uint8Array[], shape: readonly number[]): HostArray => ({
  shape: [values.length, ...shape],
  data: Float32Array.from(values.flatMap((value) => [...value])),
});

const untimed = (): CommandError =>
  new CommandError(
    'the training split names the events of a clip but not when they are heard and seen, so nothing can be measured on it; take --split val or test',
  );
