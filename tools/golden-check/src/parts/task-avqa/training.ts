// Steps of the recipe's optimizer on one batch, as entries with `train_steps` describe them.
import { type GoldenReport, type Numbers, number, object, text } from '@dg-sct/goldens';
import { Adam, type Module, valueAndGradients } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { compareState, compareStored } from '../../run/compare.ts';
import { evaluate, type Tensors } from '../../run/evaluate.ts';

/** Trains, and compares the losses on the way, parameters and outputs afterwards. Nothing for an entry without steps. */
export async function compareTraining(
  report: GoldenReport,
  module: Module,
  loss: () => tf.Tensor,
  outputs: () => Tensors,
): Promise<void> {
  if (report.file.raw.train_steps === undefined) return;
  const steps = object(report.file.raw.train_steps, 'train_steps');
  const rate = /^Adam lr ([\de.-]+)/.exec(text(steps.optimizer, 'optimizer'))?.[1];
  if (rate === undefined) throw new RangeError(`the optimizer is not understood: ${String(steps.optimizer)}`);
  const parameters = module.trainableParameters();
  const adam = new Adam(parameters);
  const step = compile(() => {
    const { value, gradients } = valueAndGradients(() => ({ total: loss() }), parameters);
    adam.apply(gradients, tf.scalar(Number(rate)));
    return value;
  });
  const losses: number[] = [];
  for (let i = 0; i < number(steps.steps, 'steps'); i++) {
    const { total } = await step([]);
    losses.push((await total.data())[0] ?? Number.NaN);
  }
  await step.dispose();
  compareStored(report, [['train.losses', losses]]);
  await compareState(report, module, 'after.');
  const afterwards = await evaluate(outputs);
  compareStored(
    report,
    [...afterwards].flatMap(([name, values]): [string, Numbers][] =>
      name.startsWith('out.') ? [[name.replace('out.', 'after.'), values]] : [],
    ),
  );
}
