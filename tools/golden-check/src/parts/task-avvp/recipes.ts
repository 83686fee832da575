// What entries say in words: where Gumbel noise comes from, which classes a clip has.
import { fill, type GoldenEntry, text } from '@dg-sct/goldens';
import type { GumbelSource } from '@dg-sct/task-avvp';
import * as tf from '@tensorflow/tfjs';

/** `-ln(-ln u)` with u from the fill rule, in double. */
function gumbel(name: string, shape: readonly number[]): tf.Tensor {
  const noise = fill(name, shape).map((s) => -Math.log(-Math.log((s + 1) / 2 + 2 ** -25)));
  return tf.tensor(noise, [...shape]);
}

/** Gives the named noises one after the other, and zeros where `zeros` says so. Throws when asked once more. */
export function noiseInOrder(names: readonly string[], zeros = false): GumbelSource {
  const left = [...names];
  return (shape) => {
    if (zeros) return tf.zeros([...shape]);
    const name = left.shift();
    if (name === undefined) throw new RangeError(`noise is asked for more often than ${names.length} times`);
    return gumbel(name, shape);
  };
}

/** The noise that an entry injects: names in quotes, in the order of calls. */
export function noiseOf({ raw }: GoldenEntry): GumbelSource {
  const sentence = text(raw.gumbel ?? '', 'gumbel');
  const names = [...sentence.matchAll(/"(input:[^"]+)"/g)].map(([, name = '']) => name);
  return noiseInOrder(names, sentence.includes('zeros'));
}

/** `1 if fill("x",[2,25]) > 0.7 else 0`, or the same with its shape beside it, of which `shape` is told. */
export function thresholded(sentence: string, shape: readonly number[]): Float32Array {
  const match = /fill\("([^"]+)",\s*(?:shape|\[[^\]]*\])\) > (-?[\d.]+)/.exec(sentence);
  if (match === null) throw new RangeError(`no fill above a threshold is described in: ${sentence}`);
  const [, name = '', threshold = ''] = match;
  return fill(name, shape).map((value) => (value > Number(threshold) ? 1 : 0));
}
