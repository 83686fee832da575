// The ten published F-scores, and those of whoever always answers the same.
import { AvvpMetric, type ClipEvents, type EventMap, type ParsingScores } from '@dg-sct/task-avvp';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { Measurement, Tally } from '../task.ts';
import type { AvvpExample } from './data.ts';

/** In the order of the published table (spec: task-avvp section 1). */
const ROWS: readonly (readonly [name: string, score: keyof ParsingScores])[] = [
  ['segment A', 'segmentA'],
  ['segment V', 'segmentV'],
  ['segment AV', 'segmentAV'],
  ['segment Type', 'segmentType'],
  ['segment Event', 'segmentEvent'],
  ['event A', 'eventA'],
  ['event V', 'eventV'],
  ['event AV', 'eventAV'],
  ['event Type', 'eventType'],
  ['event Event', 'eventEvent'],
];

export function avvpTally(): Tally {
  const metric = new AvvpMetric();
  let clips = 0;
  return {
    add(outputs, { targets, names }) {
      metric.add(outputs, targets);
      clips += names.length;
    },
    result: () => measurementOf(metric.result(), clips),
  };
}

function measurementOf(scores: ParsingScores, clips: number): Measurement {
  const value = scores.segmentType;
  return {
    score: { name: 'segmentType', value },
    rows: ROWS.map(([name, score]) => ({ name, percent: scores[score] ?? 0, count: clips, unit: 'clips' })),
    summary: (split) => `segment Type on ${split}: ${value.toFixed(2)} % of ${clips} clips`,
  };
}

/** What is heard and seen in an example; undefined in the training split. */
export function truthOf({ events, labels }: AvvpExample): ClipEvents | undefined {
  const classes = labels.length;
  const map = (data: Uint8Array): EventMap => ({ segments: data.length / classes, classes, data });
  return events && { audio: map(events.audio), visual: map(events.visual) };
}

/** Segment Type of answering that the event which most training clips have is heard and seen in every second. */
export function mostFrequentScore(
  train: Pick<PreparedSplit<AvvpExample>, 'examples' | 'classes'>,
  test: Pick<PreparedSplit<AvvpExample>, 'examples'>,
): number {
  const counts = train.classes.map((_, c) => train.examples.filter(({ labels }) => labels[c] === 1).length);
  const frequent = counts.indexOf(Math.max(...counts));
  const metric = new AvvpMetric();
  for (const truth of test.examples.flatMap((example) => truthOf(example) ?? [])) {
    const { data, ...size } = truth.audio;
    const all: EventMap = {
      ...size,
      data: Array.from(data, (_, i) => (i % size.classes === frequent ? 1 : 0)),
    };
    metric.addClip({ audio: all, visual: all }, truth);
  }
  return metric.result().segmentType;
}
