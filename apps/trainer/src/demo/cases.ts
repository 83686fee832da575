// Some examples of a split with a network's answers: the best of the right ones and the worst of the wrong ones.
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import { type Tensors, toTensors } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import type { BaseConfig } from '../config/sections.ts';
import type { CommandIo } from '../io.ts';
import type { PreparedSplit } from '../prepare/dataset.ts';
import { examplesAt, readClips } from '../tasks/batch.ts';
import { taskOf } from '../tasks/registry.ts';
import type { CaseView, TaskNetwork } from '../tasks/task.ts';

/** Examples that are looked at, spread over the split. */
const LOOKED_AT = 240;
/** What a case scores at least, or at most, to be called so. */
const RIGHT = 0.7;
const WRONG = 0.5;

export interface ShownCases {
  readonly right: readonly CaseView[];
  readonly wrong: readonly CaseView[];
  /** How many examples they were picked from. */
  readonly looked: number;
}

/** At most `count` of each kind. */
export async function pickCases(
  network: TaskNetwork,
  config: BaseConfig,
  split: PreparedSplit,
  count: number,
  io: CommandIo,
): Promise<ShownCases> {
  const task = await taskOf(config.task);
  const { batchSize, seed } = config.training;
  const forward = compile((inputs: Tensors) => task.forward(network, inputs, EVAL), { name: 'cases' });
  const looked = Math.min(LOOKED_AT, split.size);
  const spread = Array.from({ length: looked }, (_, i) => Math.floor((i * split.size) / looked));
  const cases: CaseView[] = [];
  for (let start = 0; start < looked; start += batchSize) {
    io.signal.throwIfAborted();
    const indices = spread.slice(start, start + batchSize);
    const { inputs } = await task.batch(split, indices, { seed });
    const tensors = toTensors(inputs);
    const outputs = await forward(tensors);
    const answered = await toHostArrays(outputs);
    tf.dispose([tensors, outputs]);
    cases.push(...task.cases(network, answered, examplesAt(split, indices), await readClips(split, indices)));
  }
  await forward.dispose();
  const sorted = cases.sort((a, b) => b.score - a.score);
  return {
    right: onePerClip(sorted.filter(({ score }) => score >= RIGHT)).slice(0, count),
    wrong: onePerClip(sorted.filter(({ score }) => score <= WRONG).reverse()).slice(0, count),
    looked,
  };
}

/** The first case of each clip, so that not all are about the same one. */
const onePerClip = (cases: readonly CaseView[]): CaseView[] =>
  cases.filter(({ name }, i) => cases.findIndex((other) => other.name === name) === i);
