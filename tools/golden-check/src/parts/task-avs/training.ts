// Steps of Adam on the head alone, with a fresh set of given features each step: losses, and what changed.
import { fillModule, type GoldenReport } from '@dg-sct/goldens';
import { Adam, type Parameter, valueAndGradients } from '@dg-sct/nn';
import { AVS_RECIPES, type AvsFeatures, AvsHead } from '@dg-sct/task-avs';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has, numberIn, numberOr, numbersIn } from '../../run/config.ts';
import { read, type Tensors, tensorOf } from '../../run/evaluate.ts';
import { decoderOptions, isOfHead, pooled, SEGMENTS } from './decoder.ts';
import { inputOf, masksOf, prefixOf } from './entry.ts';
import { expectUnreached } from './run.ts';

/**
 * Adam divides by the gradient's size, so where that is near zero a change may be any part of a step: of each tensor this
 * share of the elements must be within this share of all steps together.
 */
const AGREEMENT = { share: 0.98, ofSteps: 0.02 };

export const training: EntryKind = {
  what: 'training steps',
  scope: 'module',
  fits: ({ config }) => has(config, 'vc_head', 'steps', 'lr', 'betas'),
  check: async (report) => {
    const { file } = report;
    const { config } = file;
    const steps = numberIn(config, 'steps');
    const { setting } = masksOf(inputOf(file, 's<t>.mask', 0), numberOr(config, 'T', SEGMENTS));
    const head = fillModule(new AvsHead({ ...decoderOptions(config), setting }), prefixOf(file, ''));
    const parameters = head.trainableParameters();
    const before = await valuesOf(head.namedParameters());
    const [beta1 = 0.9, beta2 = 0.999] = numbersIn(config, 'betas');
    const optimizer = new Adam(parameters, {
      beta1,
      beta2,
      epsilon: numberIn(config, 'eps'),
      weightDecay: numberIn(config, 'weight_decay'),
    });
    const reached = new Set<string>();
    for (let step = 0; step < steps; step++) {
      const run = compile((): Tensors => {
        const { value, gradients } = valueAndGradients(() => lossesOf(report, head, step), parameters);
        for (const name of gradients.keys()) reached.add(name);
        optimizer.apply(gradients, tf.scalar(numberIn(config, 'lr')));
        const { total, iou_loss: mask, sa_loss: matching, pred_mean: mean } = value;
        return { loss: total, iou_loss: mask, sa_loss: matching, pred_mean: mean };
      });
      const values = await read(await run([]));
      await run.dispose();
      compareStored(
        report,
        [...values].map(([key, numbers]) => [`step${step}.${key}`, numbers]),
      );
    }
    compareChanges(report, before, await valuesOf(head.namedParameters()));
    const names = [...parameters.keys()].filter(isOfHead);
    expectUnreached(
      report,
      names.filter((name) => !reached.has(name)),
      names,
    );
  },
};

/** In training: batch statistics, nothing dropped. */
function lossesOf({ file }: GoldenReport, head: AvsHead, step: number) {
  const input = (name: string): tf.Tensor => tensorOf(inputOf(file, `s<t>.${name}`, step));
  const features: AvsFeatures = {
    stages: numbersIn(file.config, 'vc_head').map((_, index) => input(`ms${index + 1}`)),
    audio: pooled(input('f_a'), input('att')),
  };
  const masks = tensorOf(masksOf(inputOf(file, 's<t>.mask', step), head.segments));
  const outputs = head.forward(features, { training: true });
  const { mask = tf.scalar(0), matching = tf.scalar(0) } = head.loss(outputs, { masks });
  const weight = AVS_RECIPES[head.setting].matching?.weight ?? 1;
  return {
    total: mask.add(matching),
    iou_loss: mask,
    sa_loss: matching.div(weight),
    pred_mean: outputs.logits.mean(),
  };
}

async function valuesOf(parameters: ReadonlyMap<string, Parameter>): Promise<Map<string, Float64Array>> {
  const values = new Map<string, Float64Array>();
  for (const [name, parameter] of parameters) values.set(name, Float64Array.from(await parameter.read()));
  return values;
}

function compareChanges(
  report: GoldenReport,
  before: ReadonlyMap<string, Float64Array>,
  after: ReadonlyMap<string, Float64Array>,
): void {
  const { tensors, config } = report.file;
  const together = numberIn(config, 'steps') * numberIn(config, 'lr');
  for (const [name, values] of after) {
    const change = values.map((value, i) => value - (before.get(name)?.[i] ?? 0));
    if (tensors.has(`delta.${name}`)) {
      const tolerance = (): number => AGREEMENT.ofSteps * together;
      report.compareEach(`delta.${name}`, change, { tolerance, share: AGREEMENT.share });
    }
    if (!tensors.has(`after.${name}`)) continue;
    // The bias in front of a batch norm, which has no true gradient, moves the running mean by up to a step each time.
    if (name.endsWith('running_mean'))
      report.compareEach(`after.${name}`, values, { tolerance: () => together });
    else report.compare(`after.${name}`, values);
  }
}
