// What every task head must hold to, as a check that a contributor's test calls. It needs no test framework: it returns
// what is wrong, in sentences.
import { EVAL } from '@dg-sct/nn';
import { type HostArrays, toHostArrays } from '../host-arrays.ts';
import type { DualFeatures, Targets, TaskHead } from '../task-head.ts';
import { copier, onBackend, REFERENCE } from './backends.ts';
import { isJson } from './json.ts';
import { checkState, checkVariables, registeredVariables } from './state.ts';
import { checkStep, eagerStep } from './step.ts';
import { checkTrace } from './traced.ts';

export interface ConformanceSample<Features = DualFeatures> {
  readonly features: Features;
  readonly targets: Targets;
  /** Outputs that answer `targets` without a mistake, and the score they deserve. */
  readonly perfect: { readonly outputs: HostArrays; readonly score: number };
}

/**
 * All violations; an empty list means that the head conforms. The head is checked on tfjs's `cpu` backend and then, traced,
 * on ONNX Runtime, whatever backend is set, so keep it and the sample small.
 *
 * @param create makes a head without values; called several times, for heads that are to be alike
 */
export async function checkTaskHead<Features>(
  create: () => TaskHead<unknown, Features>,
  { features, targets, perfect }: ConformanceSample<Features>,
): Promise<string[]> {
  const copy = await copier({ features, targets });
  const eager = await onBackend(REFERENCE, async () => {
    const strangers = registeredVariables();
    const head = create().initialize(1);
    const batch = copy();
    const outputs = await toHostArrays(head.forward(batch.features, EVAL));
    const step = await eagerStep(head, batch);
    const problems = [
      ...checkStep(head, step),
      ...checkMetric(head, perfect, await toHostArrays(batch.targets)),
      ...checkDecoding(head, outputs),
      ...checkVariables(head, strangers),
      ...(await checkState(head, create, batch.features)),
    ];
    head.dispose();
    return { outputs, step, problems };
  });
  return [...eager.problems, ...(await checkTrace(create, copy, eager))];
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
