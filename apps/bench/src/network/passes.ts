// A training step and a forward pass of the AVE network, as cases: compiled, with their sample and their cost.
import { EVAL, type Gradients } from '@dg-sct/nn';
import type { AveNetwork } from '@dg-sct/task-ave';
import { compile, type Precision } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Prepared } from '../contest/case.ts';
import { samplesOf } from '../contest/results.ts';
import { type Clips, clipsFor, networkOf } from './build.ts';
import { flopsIn } from './flops.ts';
import type { AveSizes } from './sizes.ts';
import { type Named, prepareTraining } from './training-step.ts';

/** Whose gradients are compared: they depend on everything behind them. */
const COMPARED = ['.gate', '.fc_affine_video_1.bias'] as const;

/** Forward, backward, Adam. */
export function prepareStep(sizes: AveSizes): Prepared {
  const network = networkOf(sizes);
  return prepareTraining<Clips>({
    network,
    inputs: clipsFor(sizes),
    compute: ({ frames, audio, segments }, context) => {
      const { outputs } = network.forward({ frames, audio }, context);
      const losses = network.head.loss(outputs, { segments });
      return { ...losses, total: tf.addN(Object.values(losses)), ...inOrder(outputs) };
    },
    compared: joined,
  });
}

/** Of all parameters whose names end so, in the order of these names. */
function joined(gradients: Gradients): Named {
  const ofEnding = (ending: string): tf.Tensor =>
    tf.concat(
      [...gradients.keys()]
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => gradients.get(name)?.reshape([-1]) as tf.Tensor1D),
    );
  return Object.fromEntries(COMPARED.map((ending) => [`gradients of ${ending}`, ofEnding(ending)]));
}

/** Forward alone, in evaluation mode. */
export function prepareInference(sizes: AveSizes, precision: Precision = 'float32'): Prepared {
  const network = networkOf(sizes);
  const forward = compile((clips: Clips) => outputsOf(network, clips), {
    name: 'forward pass',
    training: false,
    precision,
  });
  const clips = clipsFor(sizes);
  let last: number[][] = [];
  return {
    step: async () => {
      const results = await forward(clips);
      last = await samplesOf(Object.values(results));
      tf.dispose(results);
    },
    sample: async () => last,
    flops: async () => flopsIn(await forward.explain(clips)),
  };
}

function outputsOf(network: AveNetwork, { frames, audio }: Clips): Named {
  return inOrder(network.forward({ frames, audio }, EVAL).outputs);
}

/** The order of peers/pytorch/ave.py. */
function inOrder(outputs: ReturnType<AveNetwork['forward']>['outputs']): Named {
  const { isEvent, eventScores, avScore, visualGate, audioGate } = outputs;
  return { isEvent, eventScores, avScore, visualGate, audioGate };
}
