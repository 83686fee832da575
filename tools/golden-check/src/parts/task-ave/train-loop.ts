// The head in training as the reference's own loop runs it: epochs of batches with Adam and a decaying rate,
// accumulating as published or not at all, and an evaluation after each epoch.
import { fill, fillModule, type GoldenFile, list, number, object, text } from '@dg-sct/goldens';
import { Adam, type Context, EVAL, stepLr, valueAndGradients } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { AveHead } from '@dg-sct/task-ave';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareState, compareStored, compareUnreached } from '../../run/compare.ts';
import { has, numberIn, numberOr } from '../../run/config.ts';
import { AVE_CLASSES, classNames, segmentsOf } from './labels.ts';
import { headSizesOf } from './sizes.ts';

type Batch = { readonly visual: tf.Tensor; readonly audio: tf.Tensor; readonly segments: tf.Tensor };
type Judged = { readonly isEvent: tf.Tensor; readonly eventScores: tf.Tensor };

export const trainLoop: EntryKind = {
  what: 'training loop of the head',
  scope: 'module',
  fits: ({ config }) => has(config, 'accum_itr', 'epochs', 'v_in', 'a_in'),
  check: async (report) => {
    const { file } = report;
    const { config } = file;
    const every = numberIn(config, 'accum_itr');
    const classes = numberOr(config, 'classes', AVE_CLASSES);
    const batches = batchesOf(file, classes);
    const [, length = 0] = batches[0]?.segments.shape ?? [];
    const head = fillModule(
      new AveHead({
        visualDim: numberIn(config, 'v_in'),
        audioDim: numberIn(config, 'a_in'),
        ...headSizesOf(config),
        segments: length,
        classes: classNames(classes),
      }),
      file.prefix,
    );
    const schedule = stepLr({
      learningRate: numberIn(config, 'lr'),
      gamma: numberIn(config, 'decay'),
      every: numberIn(config, 'decay_epoch'),
    });
    const { update, look, evaluate, stepped } = compiledSteps(head);
    const curves = {
      terms: [] as number[],
      total: [] as number[],
      train: [] as number[],
      eval: [] as number[],
    };
    const rates: number[] = [];
    let steps = 0;
    for (let epoch = 0; epoch < numberIn(config, 'epochs'); epoch++) {
      const rate = schedule({ epoch, step: steps });
      rates.push(rate);
      for (const [index, batch] of batches.entries()) {
        // Gradients are cleared before every batch, so those of batches without a step are lost.
        const last = (index + 1) % every === 0 || index + 1 === batches.length;
        const result = await (last ? update({ batch, rate: tf.scalar(rate) }) : look({ batch }));
        if (last) steps++;
        curves.terms.push(...(await result.terms.data()));
        curves.total.push(...(await result.total.data()));
        curves.train.push(await accuracyOf(head, [[result, batch]]));
      }
      const judged = await Promise.all(
        batches.map(async (batch) => [await evaluate({ batch }), batch] as const),
      );
      curves.eval.push(await accuracyOf(head, judged));
    }
    compareStored(report, [
      ['out.loss_terms', curves.terms],
      ['out.loss_total', curves.total],
      ['out.train_accuracy', curves.train],
      ['out.eval_accuracy', curves.eval],
      ['out.lr', rates],
    ]);
    await compareState(report, head, 'final.');
    const never = [...head.trainableParameters().keys()].filter((name) => !stepped.has(name));
    report.expectEqual('optimizer steps', [steps], file.raw.optimizer_steps);
    compareUnreached(report, never, 'parameters_never_stepped');
    await Promise.all([update.dispose(), look.dispose(), evaluate.dispose()]);
  },
};

/** A batch with a step, one without, and one in evaluation; `stepped` fills with the names that gradients reach. */
function compiledSteps(head: AveHead) {
  const parameters = head.trainableParameters();
  const adam = new Adam(parameters);
  const stepped = new Set<string>();
  const forward = ({ visual, audio, segments }: Batch, context: Context) => {
    const outputs = head.forward({ visual, audio }, context);
    const losses = Object.values(head.loss(outputs, { segments }));
    return { ...outputs, terms: tf.stack(losses), total: tf.addN(losses) };
  };
  return {
    stepped,
    update: compile(({ batch, rate }: { batch: Batch; rate: tf.Tensor }) => {
      const { value, gradients } = valueAndGradients(() => forward(batch, { training: true }), parameters);
      for (const name of gradients.keys()) stepped.add(name);
      adam.apply(gradients, rate);
      return value;
    }),
    look: compile(({ batch }: { batch: Batch }) => forward(batch, { training: true })),
    evaluate: compile(({ batch }: { batch: Batch }) => forward(batch, EVAL)),
  };
}

/** The batches of an epoch, in their order. An input stands for all of them: `<i>` is the batch, "batch" its size. */
function batchesOf(file: GoldenFile, classes: number): Batch[] {
  return list(file.raw.labels, 'labels').map((labels, index) => {
    const videos = list(labels, 'labels of a batch').length;
    const features = (kind: string) => {
      const input = file.inputs.find(({ name }) => name === `b<i>.${kind}_feature`);
      const { fill: name, scale, shape } = object(input?.raw, `${kind} feature`);
      const sizes = list(shape, 'shape').map((size) => (size === 'batch' ? videos : number(size, 'size')));
      const values = fill(text(name, 'fill').replace('<i>', String(index)), sizes);
      return { values: values.map((value) => number(scale, 'scale') * value), sizes };
    };
    const flat = ({ values, sizes: [, length = 0, dim = 0] }: ReturnType<typeof features>): tf.Tensor =>
      tf.tensor2d(values, [videos * length, dim]);
    const visual = features('visual');
    const [, length = 0] = visual.sizes;
    return {
      visual: flat(visual),
      audio: flat(features('audio')),
      segments: segmentsOf(labels, length, classes),
    };
  });
}

/** The published accuracy over batches of outputs and their targets. */
async function accuracyOf(head: AveHead, judged: readonly (readonly [Judged, Batch])[]): Promise<number> {
  const metric = head.metric();
  for (const [{ isEvent, eventScores }, { segments }] of judged) {
    metric.add(await toHostArrays({ isEvent, eventScores }), await toHostArrays({ segments }));
  }
  return metric.result().accuracy;
}
