// The whole network through steps of Adam: outputs, gradients and running statistics of the first step, the losses
// before each step and after the last, and what the parameters became.
import { type GoldenFile, number, object } from '@dg-sct/goldens';
import { Adam, EVAL, valueAndGradients } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareState, compareStored, compareUnreached } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate, read, type Tensors } from '../../run/evaluate.ts';
import { type GoldenNetwork, networkOf } from './build-network.ts';

const TERMS_BY_STEP = 'out.loss_terms_by_step';

export const networkTraining: EntryKind = {
  what: 'whole network in training',
  scope: 'network',
  fits: ({ config, raw }) => has(config, 'swin', 'htsat') && raw.optimizer !== undefined,
  check: async (report) => {
    const { file } = report;
    const golden = networkOf(file);
    const { network, forward } = golden;
    const { step, unreached } = trainingStep(file, golden);
    const [rows = 1] = file.tensor(TERMS_BY_STEP).shape;
    const terms: number[] = [];
    for (let i = 0; i < rows - 1; i++) {
      const { stored, terms: row } = await step([]);
      terms.push(...(await row.data()));
      if (i > 0) continue;
      compareStored(report, await read(stored));
      await compareState(report, network, 'buf.');
    }
    await compareState(report, network, 'final.');
    compareUnreached(report, [...unreached]);
    const after = await evaluate(() => ({ terms: forward({ training: true }).terms }));
    terms.push(...(after.get('terms') as Float32Array));
    const evaluated = await evaluate(() => ({ terms: forward(EVAL).terms }));
    const columns = terms.length / rows;
    const totals = Array.from({ length: rows }, (_, row) =>
      terms.slice(row * columns, (row + 1) * columns).reduce((sum, term) => sum + term, 0),
    );
    compareStored(report, [
      [TERMS_BY_STEP, terms],
      ['out.loss_total_by_step', totals],
      [`out.eval_loss_terms_after_${rows - 1}_steps`, evaluated.get('terms') ?? []],
    ]);
    await step.dispose();
  },
};

/** One step of the file's optimizer. `unreached` fills with the parameters that the loss does not depend on. */
function trainingStep(file: GoldenFile, { network, forward }: GoldenNetwork) {
  const parameters = network.trainableParameters();
  const { lr, betas, eps, weight_decay: decay } = object(file.raw.optimizer, 'optimizer');
  const [beta1 = 0.9, beta2 = 0.999] = betas as number[];
  const adam = new Adam(parameters, {
    beta1,
    beta2,
    epsilon: number(eps, 'eps'),
    weightDecay: number(decay, 'weight_decay'),
  });
  const unreached = new Set<string>();
  const step = compile((): { stored: Tensors; terms: tf.Tensor } => {
    const { value, gradients } = valueAndGradients(() => {
      const { tensors, terms } = forward({ training: true });
      return { ...tensors, terms, total: terms.sum() };
    }, parameters);
    for (const name of parameters.keys()) if (!gradients.has(name)) unreached.add(name);
    adam.apply(gradients, tf.scalar(number(lr, 'lr')));
    const { terms, total: _, ...tensors } = value;
    const all: Tensors = {
      ...tensors,
      ...Object.fromEntries([...gradients].map(([name, gradient]) => [`grad.${name}`, gradient])),
      grad_l2_norm_all_trainable: jointNorm(gradients),
    };
    const stored = Object.entries(all).filter(([key]) => file.tensors.has(key));
    return { stored: Object.fromEntries(stored), terms };
  });
  return { step, unreached };
}

/** Euclidean norm of all gradients together. */
const jointNorm = (gradients: ReadonlyMap<string, tf.Tensor>): tf.Tensor =>
  tf.addN([...gradients.values()].map((gradient) => gradient.square().sum())).sqrt();
