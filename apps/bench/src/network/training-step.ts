// A training step of any network as a case: forward, backward and Adam in one compiled function.
import {
  Adam,
  type Context,
  type Gradients,
  type LossValues,
  type Module,
  RandomStream,
  valueAndGradients,
} from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Prepared } from '../contest/case.ts';
import { samplesOf } from '../contest/results.ts';
import { flopsIn } from './flops.ts';

const LEARNING_RATE = 5e-4;

export type Named = { [name: string]: tf.Tensor };

export interface Trained<I extends Named> {
  readonly network: Module;
  /** Of each step, the same ones. */
  readonly inputs: I;
  /** The loss, and what else is to be compared. */
  compute(inputs: I, context: Context): LossValues;
  /** What is to be compared of the gradients; nothing where absent. */
  compared?(gradients: Gradients): Named;
}

/** Frozen encoders and norms are in training mode, as published. */
export function prepareTraining<I extends Named>(trained: Trained<I>): Prepared {
  const { network, inputs } = trained;
  const parameters = network.trainableParameters();
  const adam = new Adam(parameters);
  const random = new RandomStream(1);
  const step = compile(
    (given: Named): Named => {
      const compute = (): LossValues => trained.compute(given as I, { training: true, random });
      const { value, gradients } = valueAndGradients(compute, parameters);
      adam.apply(gradients, tf.scalar(LEARNING_RATE));
      return { ...value, ...trained.compared?.(gradients) };
    },
    { name: 'training step', inPlace: true },
  );
  const seen: number[][] = [];
  let steps = 0;
  return {
    step: async () => {
      const results = await step(inputs);
      // All of the first step, and the loss that its update left.
      if (seen.length === 0) seen.push(...(await samplesOf(Object.values(results))));
      else if (steps === 1) seen.push(...(await samplesOf([results.total as tf.Tensor])));
      steps++;
      tf.dispose(results);
    },
    sample: async () => seen,
    flops: async () => flopsIn(await step.explain(inputs)),
  };
}
