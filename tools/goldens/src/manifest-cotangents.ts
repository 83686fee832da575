// What the golden loss multiplies each output with: listed (an array, or an object from output to fill), or named in
// the text of the loss.
import { GoldensError } from './goldens-error.ts';
import { type Json, object, text } from './json.ts';
import type { GoldenTensor } from './manifest-tensors.ts';

/** The loss is the sum over these of sum(output * fill(fill, shape)). */
export interface Cotangent {
  readonly output: string;
  readonly fill: string;
  readonly shape: readonly number[];
}

/** Throws `BAD_MANIFEST` where a cotangent's output is not among the tensors. */
export function parseCotangents(
  raw: Json,
  tensors: ReadonlyMap<string, GoldenTensor>,
  where: string,
): Cotangent[] {
  return namedOutputs(raw, tensors, where).map(([output, fill]) => {
    const tensor = tensors.get(`out.${output}`) ?? tensors.get(output);
    if (tensor !== undefined) return { output, fill, shape: tensor.shape };
    const message = `${where} has a cotangent for ${output}, which is not among its tensors.`;
    throw new GoldensError('BAD_MANIFEST', message);
  });
}

/** Outputs and the whole strings for the fill rule. */
function namedOutputs(
  { cotangents, gradients, gradient_objective: objective, loss }: Json,
  tensors: ReadonlyMap<string, GoldenTensor>,
  where: string,
): [string, string][] {
  if (Array.isArray(cotangents)) {
    return cotangents.map((item) => {
      const entry = object(item, `a cotangent of ${where}`);
      return [
        text(entry.output, `output of a cotangent of ${where}`),
        text(entry.fill, 'fill of a cotangent'),
      ];
    });
  }
  if (cotangents !== undefined) {
    const entries = Object.entries(object(cotangents, `cotangents of ${where}`));
    return entries.map(([output, fill]) => [output, text(fill, `cotangent of ${output} of ${where}`)]);
  }
  const sentence = gradients ?? objective ?? loss;
  const outputs = typeof sentence === 'string' ? outputsInLoss(sentence, [...tensors.keys()]) : [];
  return outputs.map((output) => [output, `cotangent:${output}`]);
}

/**
 * Outputs that the text of a loss multiplies with a cotangent: named in it, or `<case>.y` for every case, or `<name>`
 * for each of "sum over a, b and c of", or for every output.
 */
function outputsInLoss(loss: string, keys: readonly string[]): string[] {
  const named = [...loss.matchAll(/"cotangent:([^"]+)"/g)].map(([, output = '']) => output);
  return named.flatMap((output) => {
    if (output.startsWith('<case>')) {
      const suffix = output.slice('<case>'.length);
      return keys.filter((key) => key.endsWith(suffix) && key.indexOf('.') === key.length - suffix.length);
    }
    if (output !== '<name>') return [output];
    const listed = /sum over (.+?) of/.exec(loss)?.[1] ?? '';
    return listed === 'outputs'
      ? keys.flatMap((key) => (key.startsWith('out.') ? [key.slice('out.'.length)] : []))
      : listed.split(/, | and /);
  });
}
