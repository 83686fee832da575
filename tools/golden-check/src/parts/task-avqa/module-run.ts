// One run of a module of this part: outputs and intermediates, gradients, and what the loss does not reach.
import type { GoldenReport } from '@dg-sct/goldens';
import type { Module, Parameter } from '@dg-sct/nn';
import { compareGradients, compareStored, compareUnreached } from '../../run/compare.ts';
import { runGolden } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';

export interface ModuleRun {
  readonly module: Module;
  /** Inputs that gradients are wanted for, by name. */
  readonly inputs?: Readonly<Record<string, Parameter>>;
  /** What stands before a parameter's name in the key of its gradient; default `param:`. */
  readonly parameterPrefix?: string;
  /** Tensors under the file's keys and in its layout. */
  readonly forward: () => Tensors;
}

/** Differentiates the file's sum over its cotangents, and compares all that the file stores of it. */
export async function compareRun(
  report: GoldenReport,
  { module, inputs = {}, parameterPrefix = 'param:', forward }: ModuleRun,
): Promise<void> {
  const parameters = module.trainableParameters();
  const named = [...parameters].map(([name, parameter]) => [parameterPrefix + name, parameter] as const);
  const variables = new Map([...Object.entries(inputs), ...named]);
  const { outputs, gradients } = await runGolden(report.file, forward, variables);
  compareStored(report, outputs);
  compareGradients(report, gradients);
  compareUnreached(
    report,
    [...parameters.keys()].filter((name) => !gradients.has(parameterPrefix + name)),
    'params_without_gradient',
  );
}
