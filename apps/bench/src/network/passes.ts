// A training step and a forward pass of the AVE network, as cases: compiled, with their sample and their cost.
import { Adam, EVAL, type Gradients, RandomStream, valueAndGradients } from '@dg-sct/nn';
import type { AveNetwork } from '@dg-sct/task-ave';
import { type CompiledFunction, compile, type Precision } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Prepared } from '../contest/case.ts';
import { samplesOf } from '../contest/results.ts';
import { type Clips, clipsFor, networkOf } from './build.ts';
import type { AveSizes } from './sizes.ts';

const LEARNING_RATE = 5e-4;
/** Whose gradients are compared: they depend on everything behind them. */
const COMPARED = ['.gate', '.fc_affine_video_1.bias'] as const;
/** Operations that are counted against the peak of matrix products. */
const PRODUCTS = /MatMul|Gemm|Conv|Einsum/;

type Named = { [name: string]: tf.Tensor };

/** Forward, backward, Adam; frozen encoders and norms in training mode, as published. */
export function prepareStep(sizes: AveSizes): Prepared {
  const network = networkOf(sizes);
  const parameters = network.trainableParameters();
  const adam = new Adam(parameters);
  const random = new RandomStream(1);
  const step = compile(
    ({ frames, audio, segments }: Clips): Named => {
      const { value, gradients } = valueAndGradients(() => {
        const { outputs } = network.forward({ frames, audio }, { training: true, random });
        const losses = network.head.loss(outputs, { segments });
        return { ...losses, total: tf.addN(Object.values(losses)), ...inOrder(outputs) };
      }, parameters);
      adam.apply(gradients, tf.scalar(LEARNING_RATE));
      return { ...value, ...joined(gradients) };
    },
    { name: 'training step' },
  );
  const clips = clipsFor(sizes);
  const seen: number[][] = [];
  let steps = 0;
  return {
    step: async () => {
      const results = await step(clips);
      // All of the first step, and the loss that its update left.
      if (seen.length === 0) seen.push(...(await samplesOf(Object.values(results))));
      else if (steps === 1) seen.push(...(await samplesOf([results.total as tf.Tensor])));
      steps++;
      tf.dispose(results);
    },
    sample: async () => seen,
    flops: () => flopsOf(step, clips),
  };
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
    flops: () => flopsOf(forward, clips),
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

async function flopsOf(compiled: CompiledFunction<Clips, Named>, clips: Clips): Promise<number> {
  const { kinds } = await compiled.explain(clips);
  return kinds.filter(({ op }) => PRODUCTS.test(op)).reduce((sum, { flops }) => sum + flops, 0);
}
