// Answered clips for a person to look at: what is heard, what is seen, when, and what it was.
import type { HostArrays } from '@dg-sct/task';
import { AvvpMetric, type AvvpNetwork, decodeAvvp } from '@dg-sct/task-avvp';
import type { Tensors } from '../../prepare/material.ts';
import { picturesOf } from '../batch.ts';
import { clipsOf } from '../clip-arrays.ts';
import type { CaseView } from '../task.ts';
import type { AvvpExample } from './data.ts';
import { describeParsed } from './events.ts';
import { labelsOf, mapsOf } from './targets.ts';

/** A case is as right as its Type@AV of segments. */
export function avvpCases(
  { head }: AvvpNetwork,
  outputs: HostArrays,
  examples: readonly AvvpExample[],
  clips: readonly Tensors[],
): CaseView[] {
  const answers = head.decode(outputs);
  const single = clipsOf(outputs);
  return examples.flatMap((example, i) => {
    const [answer, own, clip] = [answers[i], single[i], clips[i]];
    const { audio, visual } = mapsOf([example]);
    if (answer === undefined || own === undefined || clip === undefined) return [];
    if (audio === undefined || visual === undefined) return [];
    const metric = new AvvpMetric();
    metric.add(own, { audio, visual });
    const present = { clip: labelsOf([example]), audioSegments: audio, visualSegments: visual };
    const [truth] = decodeAvvp(present, head.classes);
    return {
      name: example.name,
      score: metric.result().segmentType / 100,
      answer: describeParsed(answer.events),
      truth: describeParsed(truth?.events ?? []),
      pictures: [{ label: 'Frames', row: picturesOf(clip) }],
    };
  });
}
