// Answered questions for a person to look at.
import type { HostArrays } from '@dg-sct/task';
import type { AvqaNetwork } from '@dg-sct/task-avqa';
import type { Tensors } from '../../prepare/material.ts';
import { picturesOf } from '../batch.ts';
import type { CaseView } from '../task.ts';
import type { AvqaExample } from './data.ts';

export function avqaCases(
  { head }: AvqaNetwork,
  outputs: HostArrays,
  examples: readonly AvqaExample[],
  clips: readonly Tensors[],
): CaseView[] {
  const predictions = head.decode(outputs);
  return examples.flatMap(({ clip: { key }, questions, places }, i) => {
    const clip = clips[i];
    const pictures = clip === undefined ? [] : [{ label: 'Frames', row: picturesOf(clip) }];
    return questions.map(({ text, answer }, k): CaseView => {
      const { answer: given = '', confidence = 0 } = predictions[i * places + k] ?? {};
      const truth = head.answers[answer] ?? '';
      return {
        name: key,
        score: given === truth ? 1 : 0,
        asked: text,
        answer: `${given} (${Math.round(100 * confidence)} %)`,
        truth,
        pictures,
      };
    });
  });
}
