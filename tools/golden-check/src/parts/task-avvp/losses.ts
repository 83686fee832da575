// The losses alone, on probabilities some of which are exactly 0 or 1: cut off as float64 and as float32 have it.
import { fill, type GoldenFile, text } from '@dg-sct/goldens';
import type { Parameter } from '@dg-sct/nn';
import { type ParsingPredictions, parsingLosses } from '@dg-sct/task-avvp';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { differentiate, parameterOf } from '../../run/differentiate.ts';
import { namedLosses, shapeOf } from './head-of.ts';
import { thresholded } from './recipes.ts';

/** The same bounds in float64, where 1 - 1e-7 is not rounded. */
const DOUBLE = { low: 1e-7, high: 1 - 1e-7 };

const NAMES: Readonly<Record<keyof ParsingPredictions, string>> = {
  clip: 'global_prob',
  audio: 'a_prob',
  visual: 'v_prob',
  audioTokens: 'aud_logits',
  visualTokens: 'vis_logits',
};

export const losses: EntryKind = {
  what: 'losses',
  scope: 'module',
  fits: ({ config }) => has(config, 'label_smoothing', 'clamp'),
  check: async (report) => {
    const { file } = report;
    const parameters = new Map(Object.values(NAMES).map((name) => [name, recipeParameter(file, name)]));
    const inputs = (): ParsingPredictions => {
      const value = (name: string) => (parameters.get(name) as Parameter).value;
      const { clip, audio, visual, audioTokens, visualTokens } = NAMES;
      return {
        clip: value(clip),
        audio: value(audio),
        visual: value(visual),
        audioTokens: value(audioTokens),
        visualTokens: value(visualTokens),
      };
    };
    const shape = shapeOf(file, 'target');
    const labels = (): tf.Tensor => tf.tensor(thresholded(recipeOf(file, 'target'), shape), shape);
    const { outputs, gradients } = await differentiate(
      () => ({
        ...namedLosses(parsingLosses(inputs(), labels(), DOUBLE), 'loss64.'),
        ...namedLosses(parsingLosses(inputs(), labels()), 'loss32.'),
      }),
      (tensors) => tensors['loss64.loss'] as tf.Tensor,
      parameters,
    );
    compareStored(report, outputs);
    compareGradients(report, gradients);
  },
};

const recipeOf = ({ inputs }: GoldenFile, name: string): string =>
  text(inputs.find((input) => input.name === name)?.raw.value, `value of the input ${name}`);

/** `clip(0.5 + 0.6*fill("x", shape), 0, 1)...` or `4*fill("x", shape)` */
function recipeParameter(file: GoldenFile, name: string): Parameter {
  const recipe = recipeOf(file, name);
  const match = /(?:([\d.]+) \+ )?([\d.]+)\*fill\("([^"]+)", shape\)/.exec(recipe);
  if (match === null) throw new RangeError(`the input ${name} is described as: ${recipe}`);
  const [, offset = '0', scale = '1', source = ''] = match;
  const shape = shapeOf(file, name);
  const values = fill(source, shape).map((s) => Number(offset) + Number(scale) * s);
  const bounded = recipe.startsWith('clip') ? values.map((x) => Math.min(1, Math.max(0, x))) : values;
  return parameterOf({ shape, data: bounded });
}
