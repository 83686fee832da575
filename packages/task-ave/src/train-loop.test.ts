// The head in training as the reference's own loop runs it: five epochs of three
// batches with Adam and a decaying rate, accumulating as published or not at all.
import { fill, fillModule, type GoldenFile, GoldenReport, openGolden } from '@dg-sct/goldens';
import { Adam, type Context, EVAL, stepLr, valueAndGradients } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { BACKEND } from '../../dg-sct-attention/test/golden-run.ts';
import { AveHead } from './head.ts';

interface Label {
  readonly cls: number;
  readonly start: number;
  readonly end: number;
}

interface LoopConfig {
  readonly accum_itr: number;
  readonly epochs: number;
}

type Batch = { readonly visual: tf.Tensor; readonly audio: tf.Tensor; readonly segments: tf.Tensor };

const CLASSES = Array.from({ length: 28 }, (_, i) => `class ${i}`);

const build = (): AveHead =>
  new AveHead({
    visualDim: 24,
    audioDim: 12,
    visualHidden: 32,
    audioHidden: 8,
    dim: 16,
    feedForward: 20,
    projectionDropout: 0,
    dropout: 0,
    classes: CLASSES,
  });

/** The batches of an epoch, in their order. */
function batchesOf(file: GoldenFile): Batch[] {
  return (file.raw.labels as Label[][]).map((labels, index) => {
    const features = (kind: string, dim: number): tf.Tensor => {
      const name = `input:${file.name}.b${index}.${kind}_feature`;
      return tf.tensor2d(fill(name, [labels.length, 10, dim]), [labels.length * 10, dim]);
    };
    const segments = labels.flatMap(({ cls, start, end }) =>
      Array.from({ length: 10 }, (_, t) => (start <= t && t < end ? cls : 28)),
    );
    return {
      visual: features('visual', 24),
      audio: features('audio', 12),
      segments: tf.tensor2d(segments, [labels.length, 10], 'int32'),
    };
  });
}

beforeAll(async () => {
  await tf.setBackend(BACKEND);
});

test.each(['train-loop', 'train-loop-accum1'])('%s', async (name) => {
  const file = openGolden('task-ave').file(name);
  const { accum_itr: every, epochs } = file.config as unknown as LoopConfig;
  const head = fillModule(build(), file.prefix);
  const parameters = head.trainableParameters();
  const adam = new Adam(parameters);
  const schedule = stepLr({ learningRate: 5e-4, gamma: 0.35, every: 3 });
  const forward = ({ visual, audio, segments }: Batch, context: Context) => {
    const outputs = head.forward({ visual, audio }, context);
    const losses = head.loss(outputs, { segments });
    return { ...outputs, terms: tf.stack(Object.values(losses)), total: tf.addN(Object.values(losses)) };
  };
  const update = compile(({ batch, rate }: { batch: Batch; rate: tf.Tensor }) => {
    const { value, gradients } = valueAndGradients(() => forward(batch, { training: true }), parameters);
    adam.apply(gradients, rate);
    return value;
  });
  const look = compile(({ batch }: { batch: Batch }) => forward(batch, { training: true }));
  const evaluate = compile(({ batch }: { batch: Batch }) => forward(batch, EVAL));

  const batches = batchesOf(file);
  const terms: number[] = [];
  const totals: number[] = [];
  const accuracies: number[] = [];
  const evaluations: number[] = [];
  const rates: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = schedule({ epoch, step: 0 });
    rates.push(rate);
    for (const [index, batch] of batches.entries()) {
      // Gradients are cleared before every batch, so those of batches without a step are lost.
      const steps = (index + 1) % every === 0 || index + 1 === batches.length;
      const result = await (steps ? update({ batch, rate: tf.scalar(rate) }) : look({ batch }));
      terms.push(...(await result.terms.data()));
      totals.push((await result.total.data())[0] ?? Number.NaN);
      accuracies.push(await accuracyOf(head, [[result, batch]]));
    }
    const judged = await Promise.all(
      batches.map(async (batch) => [await evaluate({ batch }), batch] as const),
    );
    evaluations.push(await accuracyOf(head, judged));
  }

  const report = new GoldenReport(file, 'module');
  report.compare('out.loss_terms', terms);
  report.compare('out.loss_total', totals);
  report.compare('out.train_accuracy', accuracies);
  report.compare('out.eval_accuracy', evaluations);
  report.compare('out.lr', rates);
  for (const [parameter, { value }] of head.namedParameters()) {
    if (file.tensors.has(`final.${parameter}`)) report.compare(`final.${parameter}`, await value.data());
  }
  report.assertPassed();
  expect(report.uncompared()).toEqual([]);
});

/** The published accuracy over batches of outputs and their targets. */
async function accuracyOf(
  head: AveHead,
  judged: readonly (readonly [{ isEvent: tf.Tensor; eventScores: tf.Tensor }, Batch])[],
): Promise<number> {
  const metric = head.metric();
  for (const [{ isEvent, eventScores }, { segments }] of judged) {
    metric.add(await toHostArrays({ isEvent, eventScores }), await toHostArrays({ segments }));
  }
  return metric.result().accuracy;
}
