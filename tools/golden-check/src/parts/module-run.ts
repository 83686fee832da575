// Files of one module each, as dg-sct-attention and the task heads have them: outputs under `out.`, what is inside
// under `mid.`, the loss, the gradients of inputs and parameters, and the buffers afterwards.
import type { GoldenReport } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { compareGradients, compareState, compareStored, compareUnreached } from '../run/compare.ts';
import { inputParameter, runGolden } from '../run/differentiate.ts';
import type { Tensors } from '../run/evaluate.ts';

/**
 * `run` maps the file's inputs, by name, to tensors under the file's keys and in its layout. The loss is the file's
 * sum over its cotangents.
 * @param parameterKey what stands between `grad.` and a parameter's name
 */
export async function checkModule(
  report: GoldenReport,
  module: Module,
  run: (input: (name: string) => tf.Tensor) => Tensors,
  parameterKey = '',
): Promise<void> {
  const { file } = report;
  const inputs = new Map(file.inputs.map(({ name }) => [name, inputParameter(file, name)]));
  const parameters = module.trainableParameters();
  const input = (name: string): tf.Tensor => {
    const parameter = inputs.get(name);
    if (parameter !== undefined) return parameter.value;
    throw new RangeError(`there is no input "${name}"; there are ${[...inputs.keys()].join(', ')}`);
  };
  const { outputs, loss, gradients } = await runGolden(
    file,
    () => run(input),
    new Map([
      ...[...inputs].map(([name, x]) => [`input.${name}`, x] as const),
      ...[...parameters].map(([name, x]) => [parameterKey + name, x] as const),
    ]),
  );
  compareStored(report, outputs);
  compareStored(report, [['loss', loss]]);
  compareGradients(report, gradients);
  await compareState(report, module, 'buf.');
  compareUnreached(
    report,
    [...parameters.keys()].filter((name) => !gradients.has(parameterKey + name)),
  );
}
