// What a trained network is worth on a split.
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { compile, type Precision } from '@dg-sct/tfjs-onnxruntime';
import { type Tensors, toTensors } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import type { BaseConfig } from './config/sections.ts';
import type { CommandIo } from './io.ts';
import { batchesOf } from './objective.ts';
import type { PreparedSplit } from './prepare/dataset.ts';
import { taskOf } from './tasks/registry.ts';
import type { Measurement, TaskNetwork } from './tasks/task.ts';

export async function measure(
  network: TaskNetwork,
  { task: name, training: { batchSize, seed } }: BaseConfig,
  split: PreparedSplit,
  io: CommandIo,
  precision: Precision = 'float32',
): Promise<Measurement> {
  const task = await taskOf(name);
  const phase = io.progress.phase('evaluating', split.size);
  const forward = compile((inputs: Tensors) => task.forward(network, inputs, EVAL), {
    name: 'evaluation',
    precision,
  });
  const tally = task.tally(network, split);
  let done = 0;
  for await (const batch of batchesOf(task, split, { batchSize, seed })) {
    io.signal.throwIfAborted();
    const tensors = toTensors(batch.inputs);
    const outputs = await forward(tensors);
    tally.add(await toHostArrays(outputs), batch);
    tf.dispose([tensors, outputs]);
    done += batch.names.length;
    phase.update(done);
  }
  await forward.dispose();
  phase.done(`${split.size} clips`);
  return tally.result();
}
