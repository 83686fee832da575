// The published table of LLP: F-scores of segments and of events, means over clips.
import { type HostArrays, hostArray } from '@dg-sct/task';
import type { AvvpNetwork } from '@dg-sct/task-avvp';
import { CommandError } from '../../errors.ts';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { Tally } from '../task.ts';
import type { AvvpExample } from './data.ts';
import { mapsOf } from './targets.ts';

const ROWS: readonly (readonly [key: string, name: string])[] = [
  ['segmentA', 'segments, audio'],
  ['segmentV', 'segments, visual'],
  ['segmentAV', 'segments, audio-visual'],
  ['segmentType', 'segments, Type@AV'],
  ['segmentEvent', 'segments, Event@AV'],
  ['eventA', 'events, audio'],
  ['eventV', 'events, visual'],
  ['eventAV', 'events, audio-visual'],
  ['eventType', 'events, Type@AV'],
  ['eventEvent', 'events, Event@AV'],
];

export function avvpTally({ head }: AvvpNetwork): Tally {
  const metric = head.metric();
  let clips = 0;
  return {
    add(outputs, { targets, names }) {
      checkTimes(targets);
      metric.add(outputs, targets);
      clips += names.length;
    },
    result() {
      const scores = metric.result();
      return {
        score: { name: 'segmentType', value: scores.segmentType },
        rows: ROWS.map(([key, name]) => ({
          name,
          percent: scores[key] ?? Number.NaN,
          count: clips,
          unit: 'clips',
        })),
        summary: (split) =>
          `Type@AV on ${split}: segments ${scores.segmentType.toFixed(2)} %, events ${scores.eventType.toFixed(2)} %, of ${clips} clips`,
      };
    },
  };
}

/** @throws {CommandError} for clips of which nobody noted when their events take place. */
function checkTimes(targets: HostArrays): void {
  if ('audio' in targets && 'visual' in targets) return;
  throw new CommandError(
    'the training clips of LLP have names of events but no times, so nothing can be measured on them; take val or test',
  );
}

/** Type@AV of segments for who says the event that most training clips have, heard and seen, in every second. */
export function frequentEventScore(
  { head }: { readonly head: Pick<AvvpNetwork['head'], 'metric'> },
  train: PreparedSplit<AvvpExample>,
  test: PreparedSplit<AvvpExample>,
): number {
  const counts = train.classes.map((_, c) =>
    train.examples.reduce((sum, { labels }) => sum + (labels[c] ?? 0), 0),
  );
  const frequent = counts.indexOf(Math.max(...counts));
  const metric = head.metric();
  for (const example of test.examples) {
    const targets = mapsOf([example]);
    const { shape } = hostArray(targets, 'audio');
    const [, segments = 0, classes = 0] = shape;
    const always = Float32Array.from({ length: segments * classes }, (_, i) =>
      i % classes === frequent ? 1 : 0,
    );
    const clip = Float32Array.from({ length: classes }, (_, c) => (c === frequent ? 1 : 0));
    metric.add(
      {
        clip: { shape: [1, classes], data: clip },
        audioSegments: { shape, data: always },
        visualSegments: { shape, data: always },
      },
      targets,
    );
  }
  return metric.result().segmentType;
}
