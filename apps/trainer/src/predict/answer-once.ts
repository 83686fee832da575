// One forward pass, compiled for it alone: what a command does that answers one thing.
import { type HostArrays, toHostArrays } from '@dg-sct/task';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import { type Tensors, toTensors } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';

/** What `forward`, which is tensor operations only, makes of `inputs`. */
export async function answerOnce(
  forward: (inputs: Tensors) => Tensors,
  inputs: HostArrays,
): Promise<HostArrays> {
  const compiled = compile(forward, { name: 'predict' });
  try {
    const tensors = toTensors(inputs);
    const outputs = await compiled(tensors);
    const arrays = await toHostArrays(outputs);
    tf.dispose([tensors, outputs]);
    return arrays;
  } finally {
    await compiled.dispose();
  }
}
