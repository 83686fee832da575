// Answered clips for a person to look at: which events, when, and what they were.

import type { HostArrays } from '@dg-sct/task';
import { type AveNetwork, BACKGROUND } from '@dg-sct/task-ave';
import { describeEvents } from '../../predict/timeline.ts';
import type { Tensors } from '../../prepare/material.ts';
import { picturesOf } from '../batch.ts';
import type { CaseView } from '../task.ts';
import type { AveExample } from './data.ts';

/** A case is as right as the share of its seconds that got their label. */
export function aveCases(
  { head }: AveNetwork,
  outputs: HostArrays,
  examples: readonly AveExample[],
  clips: readonly Tensors[],
): CaseView[] {
  return head.decode(outputs).flatMap(({ segments }, i) => {
    const [example, clip] = [examples[i], clips[i]];
    if (example === undefined || clip === undefined) return [];
    const labels = example.labels.map((label) => head.classes[label] ?? BACKGROUND);
    const truth = segments.map(({ start, end }, t) => ({ start, end, event: labels[t] ?? BACKGROUND }));
    const right = segments.filter(({ event }, t) => event === labels[t]).length;
    return {
      name: example.name,
      score: right / segments.length,
      answer: describeEvents(segments),
      truth: describeEvents(truth),
      pictures: [{ label: 'Frames', row: picturesOf(clip) }],
    };
  });
}
