// An AVE network and prepared clips as the training loop takes them.
import { toFloat32 } from '@dg-sct/checkpoint';
import type { AveNetwork, AveOutputs, AveTargets } from '@dg-sct/task-ave';
import { type Batch, batchIndices, type Objective, tensorNamed } from '@dg-sct/training';
import type { PreparedClip, PreparedSplit } from './prepare/dataset.ts';
import { normalizeFrames } from './prepare/normalize.ts';

export function aveObjective(network: AveNetwork): Objective {
  return {
    network,
    forward: (inputs, context) => {
      const frames = tensorNamed(inputs, 'frames');
      return network.forward({ frames, audio: tensorNamed(inputs, 'audio') }, context).outputs;
    },
    loss: (outputs, targets) => network.head.loss(outputs as AveOutputs, targets as AveTargets),
    metric: () => network.head.metric(),
  };
}

export interface BatchOrder {
  readonly batchSize: number;
  readonly shuffle?: { readonly seed: number; readonly epoch: number };
  /** Index of the first batch; default 0. */
  readonly start?: number;
}

/** Batches of a split, the next one read from disk while the last one is used. */
export async function* batchesOf(split: PreparedSplit, order: BatchOrder): AsyncGenerator<Batch> {
  const groups = batchIndices({ count: split.size, ...order }).slice(order.start ?? 0);
  const read = (group: readonly number[] | undefined): Promise<PreparedClip[]> =>
    Promise.all((group ?? []).map((index) => split.read(index)));
  let next = read(groups[0]);
  for (const index of groups.keys()) {
    const clips = await next;
    next = read(groups[index + 1]);
    // A failure is reported where the batch is awaited.
    next.catch(() => {});
    yield batchOf(clips);
  }
}

function batchOf(clips: readonly PreparedClip[]): Batch {
  return {
    inputs: {
      frames: stack(clips.map(({ frames }) => ({ data: normalizeFrames(frames), shape: frames.shape }))),
      audio: stack(clips.map(({ logmel }) => ({ data: toFloat32(logmel), shape: logmel.shape }))),
    },
    targets: {
      segments: {
        shape: [clips.length, clips[0]?.labels.length ?? 0],
        data: Int32Array.from(clips.flatMap(({ labels }) => labels)),
      },
    },
    names: clips.map(({ name }) => name),
  };
}

/** Clips `[T, ...]` one after the other, `[B*T, ...]`. */
function stack(parts: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[]): {
  data: Float32Array;
  shape: number[];
} {
  const [segments = 0, ...rest] = parts[0]?.shape ?? [];
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { data, shape: [parts.length * segments, ...rest] };
}
