// One run of a module: outputs under `<run>.`, gradients under `<run>.grad.` with the prefix in the parameters'
// names, and, after training, what the module's buffers hold.
import type { GoldenReport } from '@dg-sct/goldens';
import type { Module, Parameter } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { compareGradients, compareState, compareStored } from '../../run/compare.ts';
import { parameterOf, runGolden } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { inputOf, listed, prefixOf } from './entry.ts';

export interface Run {
  /** Empty for a file with a single one. */
  readonly name: string;
  readonly module: Module;
  /** Inputs by name; a name's run is not repeated in the keys of gradients. */
  readonly inputs: readonly string[];
  /** Tensors under the file's keys without the run's name, in the file's order of elements. */
  readonly forward: (input: (name: string) => tf.Tensor) => Tensors;
  /** Parameters that the reference's module has too; default all. */
  readonly has?: (name: string) => boolean;
}

export async function checkRun(report: GoldenReport, run: Run): Promise<void> {
  const { file } = report;
  const { name, module, forward, has = () => true } = run;
  const dot = name === '' ? '' : `${name}.`;
  const prefix = prefixOf(file, name);
  const inputs = new Map(run.inputs.map((input) => [input, parameterOf(inputOf(file, input))]));
  const parameters = module.trainableParameters();
  const { outputs, gradients } = await runGolden(
    file,
    () =>
      stored(
        file,
        dot,
        forward((input) => (inputs.get(input) as Parameter).value),
      ),
    new Map([
      ...[...inputs].map(([input, value]) => [input.replace(dot, ''), value] as const),
      ...[...parameters].map(([parameter, value]) => [prefix + parameter, value] as const),
    ]),
  );
  compareStored(report, outputs);
  compareGradients(report, gradients, `${dot}grad.`);
  await compareState(report, module, `${dot}after.${prefix}`);
  const names = [...parameters.keys()].filter(has);
  const unreached = names.filter((parameter) => !gradients.has(prefix + parameter));
  expectUnreached(report, unreached, names);
}

/** Those tensors that the file stores, by its keys and in its shapes. */
function stored({ tensors }: GoldenReport['file'], prefix: string, outputs: Tensors): Tensors {
  const listed = Object.entries(outputs).flatMap(([name, tensor]) => {
    const line = tensors.get(prefix + name);
    return line === undefined ? [] : [[prefix + name, tensor.reshape([...line.shape])]];
  });
  return Object.fromEntries(listed);
}

const UNREACHED = [
  'parameters_without_gradient',
  'trainable_parameters_without_gradient',
  'unchanged_parameters',
];

/** Where the entry lists which of `names` the loss does not reach, they must be `unreached`. */
export function expectUnreached(
  report: GoldenReport,
  unreached: readonly string[],
  names: readonly string[],
): void {
  for (const field of UNREACHED) {
    const isListed = listed(report.file, field);
    if (isListed !== undefined) report.expectEqual(field, unreached, names.filter(isListed));
  }
}
