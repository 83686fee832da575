// Answered clips for a person to look at: what is heard and seen, and what was.
import type { HostArray, HostArrays } from '@dg-sct/task';
import { type AvvpNetwork, type EventMap, predictedEvents, segmentScores } from '@dg-sct/task-avvp';
import type { Tensors } from '../../prepare/material.ts';
import { picturesOf } from '../batch.ts';
import type { CaseView } from '../task.ts';
import type { AvvpExample } from './data.ts';
import { describeParsed } from './events.ts';
import { truthOf } from './tally.ts';

/** A case is as right as its own segment Type. The training split, which is not timed, has none. */
export function avvpCases(
  { head }: AvvpNetwork,
  outputs: HostArrays,
  examples: readonly AvvpExample[],
  clips: readonly Tensors[],
): CaseView[] {
  const answers = head.decode(outputs);
  return predictedEvents(outputs).flatMap((predicted, i) => {
    const [example, clip, answer] = [examples[i], clips[i], answers[i]];
    const truth = example && truthOf(example);
    if (example === undefined || clip === undefined || answer === undefined || truth === undefined) return [];
    const { audio, visual, audioVisual } = segmentScores(predicted, truth);
    const [labelled] = head.decode({
      clip: wholly(truth.audio),
      audioSegments: arrayOf(truth.audio),
      visualSegments: arrayOf(truth.visual),
    });
    return {
      name: example.name,
      score: (audio + visual + audioVisual) / 3,
      answer: describeParsed(answer.events),
      truth: describeParsed(labelled?.events ?? []),
      pictures: [{ label: 'Frames', row: picturesOf(clip) }],
    };
  });
}

/** Labels as outputs of a network that is sure of them, so that they are told in the same words. */
const arrayOf = ({ segments, classes, data }: EventMap): HostArray => ({
  shape: [1, segments, classes],
  data: Float32Array.from(data),
});

const wholly = ({ classes }: EventMap): HostArray => ({
  shape: [1, classes],
  data: new Float32Array(classes).fill(1),
});
