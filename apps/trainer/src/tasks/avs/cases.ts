// Answered clips for a person to look at: the frames, what was answered, and what sounds.
import { type HostArrays, hostArray } from '@dg-sct/task';
import { AvsMetric } from '@dg-sct/task-avs';
import type { Tensors } from '../../prepare/material.ts';
import { picturesOf, stacked } from '../batch.ts';
import type { CaseView } from '../task.ts';
import type { AvsExample } from './data.ts';
import { maskAt, paintMask } from './mask-picture.ts';
import type { AvsTrainedNetwork } from './network.ts';
import { formatArea } from './table.ts';

/** A case is as right as its M_J. Seconds without a mask, as where S4 trains, are shown as answered only. */
export function avsCases(
  _network: AvsTrainedNetwork,
  outputs: HostArrays,
  examples: readonly AvsExample[],
  clips: readonly Tensors[],
): CaseView[] {
  const { data, shape } = hostArray(outputs, 'logits');
  const [, segments = 0, height = 0, width = 0] = shape;
  const size = height * width;
  return examples.flatMap((example, i) => {
    const clip = clips[i];
    if (clip === undefined) return [];
    const logits = Float32Array.from(data.subarray(i * segments * size, (i + 1) * segments * size));
    const masks = stacked([clip], 'masks');
    const metric = new AvsMetric();
    metric.add(
      { logits: { data: logits, shape: [1, ...shape.slice(1)] } },
      { masks: { data: masks.data, shape: [1, ...masks.shape] } },
    );
    const frames = picturesOf(clip);
    const painted = (values: Float32Array, count: number) =>
      frames
        .slice(0, count)
        .map((frame, t) => paintMask(frame, maskAt(values.slice(t * size, (t + 1) * size), frame).mask));
    // Above and below zero, as logits of a network that is sure.
    const truth = Float32Array.from(masks.data, (value) => (value > 0 ? 1 : -1));
    return {
      name: example.name,
      score: metric.result().clipM_J / 100,
      answer: areas(logits, size),
      truth: areas(truth, size),
      pictures: [
        { label: 'Frames', row: frames },
        { label: 'Answer', row: painted(logits, segments) },
        { label: 'Truth', row: painted(truth, masks.shape[0] ?? 0) },
      ],
    };
  });
}

/** Such as `4.2 %, 3.9 % of the picture`, for each second. */
function areas(logits: Float32Array, size: number): string {
  const shares = Array.from({ length: logits.length / size }, (_, t) =>
    formatArea(logits.subarray(t * size, (t + 1) * size).filter((logit) => logit > 0).length / size),
  );
  return `${shares.join(', ')} of the picture`;
}
