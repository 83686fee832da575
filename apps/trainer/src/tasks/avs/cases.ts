// Answered clips for a person to look at: what was taken for the source of the sound, and what it is.
import type { Picture } from '@dg-sct/media';
import type { HostArrays } from '@dg-sct/task';
import { AvsMetric } from '@dg-sct/task-avs';
import type { Tensors } from '../../prepare/material.ts';
import { picturesOf, stacked } from '../batch.ts';
import { clipsOf } from '../clip-arrays.ts';
import type { CaseView } from '../task.ts';
import type { AvsExample } from './data.ts';
import { maskAt, paintMask } from './mask-picture.ts';

/** A case is as right as its masks overlap. */
export function avsCases(
  outputs: HostArrays,
  examples: readonly AvsExample[],
  clips: readonly Tensors[],
): CaseView[] {
  return clipsOf(outputs).flatMap(({ logits }, i) => {
    const [example, clip] = [examples[i], clips[i]];
    if (example === undefined || clip === undefined || logits === undefined) return [];
    const { data, shape } = stacked([clip], 'masks');
    const metric = new AvsMetric();
    metric.add({ logits }, { masks: { data, shape: [1, ...shape] } });
    const score = metric.result().clipM_J / 100;
    const frames = picturesOf(clip);
    const painted = (values: Float32Array, labelled: number): Picture<Uint8Array>[] =>
      frames.slice(0, labelled).map((frame, t) => {
        const size = values.length / labelled;
        return paintMask(frame, maskAt(values.subarray(t * size, (t + 1) * size), frame).mask);
      });
    const [count = 0] = shape;
    // As logits: what is inside of the mask is surely so, what is outside surely not.
    const truth = data.map((value) => (value > 0.5 ? 8 : -8)) as Float32Array;
    return {
      name: example.name,
      score,
      answer: `masks that overlap with the labels by ${Math.round(100 * score)} %`,
      truth: example.category ?? 'as drawn',
      pictures: [
        { label: 'Frames', row: frames },
        { label: 'Answer', row: painted(logits.data as Float32Array, frames.length) },
        { label: 'Label', row: painted(truth, count) },
      ],
    };
  });
}
