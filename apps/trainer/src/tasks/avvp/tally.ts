// The ten published F-scores, and those of whoever always answers the same.
import { hostArray } from '@dg-sct/task';
import {
  AvvpMetric,
  type AvvpNetwork,
  type ClipEvents,
  type EventMap,
  type ParsingScores,
  predictedEvents,
} from '@dg-sct/task-avvp';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import { ConfusionCounts } from '../confusion.ts';
import type { Measurement, Tally } from '../task.ts';
import type { AvvpExample } from './data.ts';

const MODALITIES = ['audio', 'visual'] as const;

/** Any number of events take place at a time, so each is asked about on its own; in the order of labels 0 and 1. */
const HAPPENING = ['not there', 'there'];

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

export function avvpTally({
  head: { classes },
}: {
  readonly head: Pick<AvvpNetwork['head'], 'classes'>;
}): Tally {
  const metric = new AvvpMetric();
  const confusions = MODALITIES.map((modality) => ({ modality, counts: new ConfusionCounts(HAPPENING) }));
  const ofClass = classes.map(() => new ConfusionCounts(HAPPENING));
  let clips = 0;
  return {
    add(outputs, { targets, names }) {
      metric.add(outputs, targets);
      clips += names.length;
      const answers = predictedEvents(outputs);
      for (const { modality, counts } of confusions) {
        const truths = hostArray(targets, modality).data;
        for (const [i, answer] of answers.flatMap((events) => Array.from(events[modality].data)).entries()) {
          counts.add(truths[i] ?? -1, answer);
          ofClass[i % classes.length]?.add(truths[i] ?? -1, answer);
        }
      }
    },
    result() {
      const scores = metric.result();
      const value = scores.segmentType;
      return {
        score: { name: 'segmentType', value },
        rows: ROWS.map(([name, score]) => ({
          name,
          percent: scores[score] ?? 0,
          count: clips,
          unit: 'clips',
        })),
        byClass: {
          told: 'F-scores of seconds, heard and seen counted together',
          rows: ofClass.map((counts, c) => fScoreRow(classes[c] ?? '', counts)),
        },
        confusions: confusions.map(({ modality, counts }) =>
          counts.matrix('seconds of events', modality === 'audio' ? 'heard' : 'seen'),
        ),
        summary: (split) => `segment Type on ${split}: ${value.toFixed(2)} % of ${clips} clips`,
      };
    },
  };
}

function fScoreRow(name: string, counts: ConfusionCounts): Measurement['rows'][number] {
  const [absent, present] = counts.rows;
  const [hits, count] = [present?.correct ?? 0, present?.total ?? 0];
  const falseAlarms = (absent?.total ?? 0) - (absent?.correct ?? 0);
  return { name, percent: (200 * hits) / (count + hits + falseAlarms), count, unit: 's' };
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
