// Accuracy of a trained network on a split: over all seconds, and by class.
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import type { AveNetwork } from '@dg-sct/task-ave';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { CommandIo } from './io.ts';
import { batchesOf } from './objective.ts';
import type { PreparedSplit } from './prepare/dataset.ts';

interface ClassCount {
  readonly name: string;
  /** Seconds that are labelled with the class. */
  readonly seconds: number;
  readonly correct: number;
}

export interface Measurement {
  /** Percent of all seconds. */
  readonly accuracy: number;
  /** Event classes in order, background last. */
  readonly classes: readonly ClassCount[];
}

type Inputs = { readonly frames: tf.Tensor; readonly audio: tf.Tensor };

export async function measure(
  network: AveNetwork,
  split: PreparedSplit,
  batchSize: number,
  io: CommandIo,
): Promise<Measurement> {
  const phase = io.progress.phase('evaluating', split.size);
  const forward = compile((inputs: Inputs) => network.forward(inputs, EVAL).outputs, { name: 'evaluation' });
  const names = [...network.head.classes, 'background'];
  const seconds = names.map(() => 0);
  const correct = names.map(() => 0);
  let done = 0;
  for await (const { inputs, names: clips, targets } of batchesOf(split, { batchSize })) {
    io.signal.throwIfAborted();
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([key, { data, shape }]) => [key, tf.tensor(data, [...shape])]),
    ) as Inputs;
    const outputs = await forward(tensors);
    const answers = network.head.decode(await toHostArrays(outputs)).flatMap(({ segments }) => segments);
    tf.dispose([tensors, outputs]);
    for (const [i, label] of (targets.segments?.data ?? []).entries()) {
      seconds[label] = (seconds[label] ?? 0) + 1;
      if (answers[i]?.event === names[label]) correct[label] = (correct[label] ?? 0) + 1;
    }
    done += clips.length;
    phase.update(done);
  }
  await forward.dispose();
  phase.done(`${split.size} clips`);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    accuracy: (100 * sum(correct)) / sum(seconds),
    classes: names.map((name, i) => ({ name, seconds: seconds[i] ?? 0, correct: correct[i] ?? 0 })),
  };
}

/** Percent right for always answering the label that most training seconds have. */
export function majorityAccuracy(train: PreparedSplit, test: PreparedSplit): number {
  const counts = new Map<number, number>();
  for (const label of train.labels.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [majority] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const labels = test.labels.flat();
  return (100 * labels.filter((label) => label === majority).length) / labels.length;
}
