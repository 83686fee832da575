// Features of the frozen encoders, computed once: without layers between the encoders, and with nothing that changes
// clips or encoders from step to step, each step would compute the same ones again.
import { KnownFeatures } from '@dg-sct/dg-sct-attention';
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import { batchIndices, tensorNamed, toTensors } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import type { BaseConfig } from './config/sections.ts';
import type { CommandIo } from './io.ts';
import type { PreparedSplit } from './prepare/dataset.ts';
import type { Tensors } from './prepare/material.ts';
import { readAhead } from './read-ahead.ts';
import { framesOf, segmentsFrom, stacked } from './tasks/batch.ts';
import type { Clip } from './tasks/data.ts';
import { taskOf } from './tasks/registry.ts';
import type { TaskNetwork } from './tasks/task.ts';

export interface OnFeatures {
  /** The rest of the network, with the values that it had there. Shares nothing with it. */
  readonly network: TaskNetwork;
  /** Of each clip its tensors, with features `[T, N, D]` in the place of frames and spectrogram. */
  readonly features: ReadonlyMap<Clip, Tensors>;
}

/** What `network` is but for its encoders, and what these make of the clips of the splits. @throws the reason of `io.signal` */
export async function keepFeatures(
  network: TaskNetwork,
  config: BaseConfig,
  splits: readonly PreparedSplit[],
  io: CommandIo,
): Promise<OnFeatures> {
  const features = await featuresOf(network, config, splits, io);
  const task = await taskOf(config.task);
  const { visual, audio } = network.encoder;
  const onFeatures = task.assemble(config, splits[0]?.classes ?? [], {
    visual: new KnownFeatures(visual.width),
    audio: new KnownFeatures(audio.width),
  });
  const values = network.namedParameters();
  for (const [name, parameter] of onFeatures.namedParameters()) {
    const value = values.get(name);
    if (value !== undefined) parameter.set(await value.read());
  }
  return { network: onFeatures, features };
}

/** Of every clip of the splits, its tensors with features in the place of frames and spectrogram. */
async function featuresOf(
  network: TaskNetwork,
  { training: { batchSize } }: BaseConfig,
  splits: readonly PreparedSplit[],
  io: CommandIo,
): Promise<Map<Clip, Tensors>> {
  const clips = clipsIn(splits);
  const groups = batchIndices({ count: clips.length, batchSize });
  const read = (group: readonly number[]) =>
    Promise.all(
      group
        .flatMap((index) => clips[index] ?? [])
        .map(async ({ clip, read }) => ({ clip, tensors: await read() })),
    );
  const encode = encoderOf(network);
  const kept = new Map<Clip, Tensors>();
  const phase = io.progress.phase('computing features', clips.length);
  try {
    for await (const group of readAhead(groups, read, 1)) {
      io.signal.throwIfAborted();
      const features = await encode.run(group.map(({ tensors }) => tensors));
      let first = 0;
      for (const { clip, tensors } of group) {
        const segments = tensors.frames?.shape[0] ?? 0;
        kept.set(clip, { ...tensors, ...segmentsFrom(features, first, segments) });
        first += segments;
      }
      phase.update(kept.size);
    }
  } finally {
    await encode.dispose();
  }
  phase.done(`${kept.size} clips`);
  return kept;
}

/** Each clip once, whichever splits and examples speak of it. */
function clipsIn(splits: readonly PreparedSplit[]) {
  const readers = new Map<Clip, () => Promise<Tensors>>();
  for (const split of splits)
    for (const [index, { clip }] of split.examples.entries()) readers.set(clip, () => split.read(index));
  return [...readers].map(([clip, read]) => ({ clip, read }));
}

/** Clips to `frames` and `logmel` as features, `[B*T, N, D]` each. */
function encoderOf({ encoder }: TaskNetwork) {
  const encode = compile(
    (inputs: { readonly frames: tf.Tensor; readonly audio: tf.Tensor }) => {
      const { visualTokens, audioTokens } = encoder.forward(inputs, EVAL);
      return { frames: visualTokens, logmel: audioTokens };
    },
    { name: 'features of frozen encoders' },
  );
  return {
    run: async (clips: readonly Tensors[]): Promise<Tensors> => {
      const inputs = toTensors({ frames: framesOf(clips), audio: stacked(clips, 'logmel') });
      const features = await encode({
        frames: tensorNamed(inputs, 'frames'),
        audio: tensorNamed(inputs, 'audio'),
      });
      const arrays = Object.entries(await toHostArrays(features));
      tf.dispose([inputs, features]);
      return Object.fromEntries(
        arrays.map(([name, { shape, data }]) => [
          name,
          { dtype: 'F32', shape, data: Float32Array.from(data) },
        ]),
      );
    },
    dispose: () => encode.dispose(),
  };
}
