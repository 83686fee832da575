// What every task head must hold to, as a check that a contributor's test calls.
// It needs no test framework: it returns what is wrong, in sentences.
import { EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { type HostArrays, toHostArrays } from './host-arrays.ts';
import type { DualFeatures, Losses, Targets, TaskHead } from './task-head.ts';

export interface ConformanceSample<Features = DualFeatures> {
  readonly features: Features;
  readonly targets: Targets;
  /** Outputs that answer `targets` without a mistake, and the score they deserve. */
  readonly perfect: { readonly outputs: HostArrays; readonly score: number };
}

/** All violations; an empty list means that the head conforms. The head needs its initial values. */
export async function checkTaskHead<Features>(
  head: TaskHead<unknown, Features>,
  sample: ConformanceSample<Features>,
): Promise<string[]> {
  const outputs = await toHostArrays(head.forward(sample.features, EVAL));
  const targets = await toHostArrays(sample.targets);
  return [
    ...(await checkLosses(head, sample)),
    ...checkGradients(head, sample),
    ...checkMetric(head, sample.perfect, targets),
    ...checkDecoding(head, outputs),
  ];
}

function lossesOf<Features>(
  head: TaskHead<unknown, Features>,
  { features, targets }: ConformanceSample<Features>,
): Losses {
  return head.loss(head.forward(features, EVAL), targets);
}

async function checkLosses<Features>(
  head: TaskHead<unknown, Features>,
  sample: ConformanceSample<Features>,
): Promise<string[]> {
  const losses = lossesOf(head, sample);
  if (Object.keys(losses).length === 0) return ['loss() gives no term'];
  const values = await toHostArrays(losses);
  return Object.entries(values).flatMap(([name, { shape, data }]) => {
    if (shape.length > 0) return [`the loss term ${name} has shape [${shape}] instead of being a scalar`];
    return Number.isFinite(data[0]) ? [] : [`the loss term ${name} is ${data[0]}`];
  });
}

function checkGradients<Features>(
  head: TaskHead<unknown, Features>,
  sample: ConformanceSample<Features>,
): string[] {
  const parameters = head.trainableParameters();
  const total = (): tf.Scalar =>
    tf.addN(Object.values(lossesOf(head, sample)).map((term) => term.sum())) as tf.Scalar;
  let grads: tf.NamedTensorMap;
  try {
    ({ grads } = tf.variableGrads(
      total,
      [...parameters.values()].map(({ value }) => value),
    ));
  } catch (error) {
    return [`the losses have no gradient: ${(error as Error).message}`];
  }
  return [...parameters].flatMap(([name, { value }]) => {
    const reached = grads[value.name] !== undefined;
    if (reached && head.isUnused(name)) return [`${name} is listed as unused but gets a gradient`];
    return reached || head.isUnused(name)
      ? []
      : [`no gradient reaches ${name}, which isUnused() does not list`];
  });
}

function checkMetric(
  head: TaskHead<unknown, never>,
  perfect: ConformanceSample['perfect'],
  targets: HostArrays,
): string[] {
  const metric = head.metric();
  metric.add(perfect.outputs, targets);
  const score = metric.result()[head.score];
  return score === perfect.score
    ? []
    : [`a perfect prediction has ${head.score} ${score} instead of ${perfect.score}`];
}

function checkDecoding(head: TaskHead<unknown, never>, outputs: HostArrays): string[] {
  const clips = Object.values(outputs)[0]?.shape[0];
  const decoded = head.decode(outputs);
  const problems =
    decoded.length === clips ? [] : [`decode() gives ${decoded.length} answers for ${clips} clips`];
  return isJson(decoded) ? problems : [...problems, 'decode() gives something that JSON cannot carry'];
}

/** Whether a value survives JSON unchanged. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return (
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isJson)
  );
}
