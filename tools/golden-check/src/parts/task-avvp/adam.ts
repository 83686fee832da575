// The head in training: losses, Adam, and a rate that falls in steps.
import { fill, fillModule, type GoldenFile, text } from '@dg-sct/goldens';
import { Adam, stepLr, valueAndGradients } from '@dg-sct/nn';
import type { GumbelSource } from '@dg-sct/task-avvp';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareState } from '../../run/compare.ts';
import { has, numberIn, textIn } from '../../run/config.ts';
import { bySegment, headOf, namedLosses, shapeOf } from './head-of.ts';
import { noiseInOrder, thresholded } from './recipes.ts';

const TERMS = ['loss', 'loss_av', 'loss_a', 'loss_v', 'loss_cls_aud', 'loss_cls_vis'];

export const adamSteps: EntryKind = {
  what: 'training of the head',
  scope: 'module',
  fits: ({ config }) => has(config, 'optimizer', 'scheduler', 'iterations'),
  check: async (report) => {
    const { file } = report;
    const [, classes = 0] = shapeOf(file, 'target');
    let noise: GumbelSource = noiseInOrder([]);
    const model = headOf(file, classes, (shape, context) => noise(shape, context));
    const parameters = fillModule(model, file.prefix).trainableParameters();
    const adam = new Adam(parameters);
    const rateAt = scheduleOf(file);
    const rows: number[] = [];
    for (let step = 0; step < numberIn(file.config, 'iterations'); step++) {
      const { audio, visual, motion, labels, noises } = batchOf(file, step);
      const update = compile(() => {
        noise = noiseInOrder(noises);
        const { value, gradients } = valueAndGradients(() => {
          const features = { audio: audio(), visual: visual(), motion: motion() };
          const terms = namedLosses(
            model.loss(model.forward(features, { training: true }), { labels: labels() }),
            '',
          );
          return {
            rows: tf.stack(TERMS.map((term) => terms[term] as tf.Tensor)),
            total: terms.loss as tf.Tensor,
          };
        }, parameters);
        adam.apply(gradients, tf.scalar(rateAt(step)));
        return value.rows;
      });
      rows.push(...(await (await update([])).data()));
      await update.dispose();
    }
    report.compare('losses', rows);
    await compareState(report, model, 'param.');
  },
};

/** The rate of every iteration, from the sentences on optimizer and schedule, which here counts iterations. */
function scheduleOf({ config }: GoldenFile): (step: number) => number {
  const learningRate = numberAfter(textIn(config, 'optimizer'), 'lr=');
  const schedule = textIn(config, 'scheduler');
  const every = numberAfter(schedule, 'step_size=');
  const rate = stepLr({ learningRate, every, gamma: numberAfter(schedule, 'gamma=') });
  return (step) => rate({ epoch: step, step });
}

function numberAfter(sentence: string, name: string): number {
  const value = Number.parseFloat(sentence.split(name)[1] ?? '');
  if (Number.isFinite(value)) return value;
  throw new RangeError(`there is no number after "${name}" in: ${sentence}`);
}

/** The inputs of one iteration; `{s}` in their names and recipes is its number. */
function batchOf(file: GoldenFile, step: number) {
  const recipe = (name: string): string => {
    const input = file.inputs.find((candidate) => candidate.name.endsWith(name));
    return text(input?.raw.value, `value of the input ${name}`).replaceAll('{s}', String(step));
  };
  const source = (name: string): string => /"(input:[^"]+)"/.exec(recipe(name))?.[1] ?? '';
  const features = (name: string) => () => {
    const shape = shapeOf(file, name);
    return bySegment(tf.tensor(fill(source(name), shape), shape));
  };
  const shape = shapeOf(file, '.target');
  return {
    audio: features('.f_a'),
    visual: features('.f_v'),
    motion: features('.visual_st'),
    labels: () => tf.tensor(thresholded(recipe('.target'), shape), shape),
    noises: file.inputs.flatMap(({ name }) => (name.includes('.gumbel.') ? [source(name)] : [])),
  };
}
