// One training step, but for the update: losses and gradients, that they are finite, and whom they reach.
import { RandomStream, valueAndGradients } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { TaskError } from '../errors.ts';
import { type HostArray, type HostArrays, toHostArrays } from '../host-arrays.ts';
import type { Outputs, Targets, TaskHead } from '../task-head.ts';

export interface SampleBatch<Features> {
  readonly features: Features;
  readonly targets: Targets;
}

/** Why there is none, or its `losses` by term and `gradients` by parameter. */
export type EagerStep = string | { readonly losses: HostArrays; readonly gradients: HostArrays };

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a step computes, with the noise of training, from `random`. */
export function trainingStep<Features>(
  head: TaskHead<unknown, Features>,
  { features, targets }: SampleBatch<Features>,
  random: RandomStream,
): { losses: Outputs; gradients: Outputs } {
  const { value, gradients } = valueAndGradients(() => {
    const losses = head.loss(head.forward(features, { training: true, random }), targets);
    const terms = Object.values(losses).map((term) => term.sum<tf.Scalar>());
    if (terms.length === 0) throw new TaskError('BAD_INPUT', 'loss() gives no term');
    return { ...losses, total: tf.addN(terms) };
  }, head.trainableParameters());
  const { total: _, ...losses } = value;
  return { losses, gradients: Object.fromEntries(gradients) };
}

export async function eagerStep<Features>(
  head: TaskHead<unknown, Features>,
  batch: SampleBatch<Features>,
): Promise<EagerStep> {
  const random = new RandomStream(1);
  try {
    const { losses, gradients } = trainingStep(head, batch, random);
    return { losses: await toHostArrays(losses), gradients: await toHostArrays(gradients) };
  } catch (error) {
    return messageOf(error);
  } finally {
    random.dispose();
  }
}

export function checkStep(head: TaskHead<unknown, never>, step: EagerStep): string[] {
  if (typeof step === 'string') return [`a training step fails: ${step}`];
  const losses = Object.entries(step.losses).flatMap(([name, loss]) =>
    loss.shape.length > 0
      ? [`the loss term ${name} has shape [${loss.shape}] instead of being a scalar`]
      : unlessFinite(`the loss term ${name}`, loss),
  );
  const gradients = [...head.trainableParameters().keys()].flatMap((name) => {
    const gradient = step.gradients[name];
    const unused = head.isUnused(name);
    if (gradient === undefined) {
      return unused ? [] : [`no gradient reaches ${name}, which isUnused() does not list`];
    }
    if (unused) return [`${name} is listed as unused but gets a gradient`];
    return unlessFinite(`the gradient of ${name}`, gradient);
  });
  return [...losses, ...gradients];
}

function unlessFinite(what: string, { data }: HostArray): string[] {
  const strange = data.find((value) => !Number.isFinite(value));
  return strange === undefined ? [] : [`${what} is ${strange}`];
}
