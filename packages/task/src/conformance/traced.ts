// Whether a head traces: evaluation and a training step, compiled for ONNX Runtime, give what tfjs's CPU backend gives.
import { EVAL, RandomStream } from '@dg-sct/nn';
import { BACKEND_NAME, compile, type Nested } from '@dg-sct/tfjs-onnxruntime';
import { type HostArrays, toHostArrays } from '../host-arrays.ts';
import type { Outputs, TaskHead } from '../task-head.ts';
import { onBackend } from './backends.ts';
import { differing } from './differing.ts';
import { type EagerStep, messageOf, type SampleBatch, trainingStep } from './step.ts';

/** What the CPU backend gave. */
export interface EagerResults {
  readonly outputs: HostArrays;
  readonly step: EagerStep;
}

const KINDS = { outputs: 'the output', losses: 'the loss term', gradients: 'the gradient of' } as const;

export function checkTrace<Features>(
  create: () => TaskHead<unknown, Features>,
  copy: () => SampleBatch<Features>,
  { outputs, step }: EagerResults,
): Promise<string[]> {
  // Without a step there is nothing to compare one with.
  const trains = typeof step !== 'string';
  const expected: Readonly<Record<string, HostArrays>> = { outputs, ...(trains ? step : {}) };
  return onBackend(BACKEND_NAME, async () => {
    const head = create().initialize(1);
    const random = new RandomStream(1);
    const compute = (batch: SampleBatch<Features>): Readonly<Record<string, Outputs>> => ({
      outputs: head.forward(batch.features, EVAL),
      ...(trains ? trainingStep(head, batch, random) : {}),
    });
    // A batch is nested tensors, though nothing says so of any `Features`.
    const compiled = compile((batch: Nested) => compute(batch as unknown as SampleBatch<Features>), {
      name: head.name,
    });
    try {
      const traced = await compiled(copy() as unknown as Nested);
      const problems = Object.entries(KINDS).map(async ([kind, words]) => {
        const names = differing(expected[kind] ?? {}, await toHostArrays(traced[kind] ?? {}));
        return names.map((name) => `traced, ${words} ${name} is not what it is on the CPU backend`);
      });
      return (await Promise.all(problems)).flat();
    } catch (error) {
      return [`it cannot be traced: ${messageOf(error)}`];
    } finally {
      await compiled.dispose();
      random.dispose();
      head.dispose();
    }
  });
}
